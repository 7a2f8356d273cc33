import { expect, it } from 'vitest'
import { playDemo } from '../../examples/demo/play.ts'

it('imports 300 leads, warms them, and hands the hot ones to sellers who answer', async () => {
  const story: string[] = []
  const { skipped, ...numbers } = await playDemo((what, detail = '') => story.push(`${what} ${detail}`))
  expect(numbers).toEqual({
    // 300 rows of the table, and four who asked for a tender
    captured: 304,
    mailed: 304,
    clicked: 40,
    hot: 8,
    // the hot ones, the tenders, and one that a seller called warm
    accepted: 13,
    declined: 2,
    recycled: 4,
    unsubscribed: 5,
    twice: 0,
  })
  expect(Object.keys(skipped).filter((reason) => reason !== 'journey ended')).toEqual([])
  expect(story).toContainEqual(expect.stringContaining('320 rows: 300 leads, 12 duplicates, 8 rejected'))
  expect(story).toContainEqual(
    expect.stringContaining('60 rows in windows-1251, delimiter ;: 0 new, 60 unchanged'),
  )
})
