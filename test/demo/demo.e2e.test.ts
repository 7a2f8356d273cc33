import { expect, it } from 'vitest'
import { playDemo } from '../../examples/demo/play.ts'

it('imports 300 leads, warms them, and hands the hot ones to sellers who answer', async () => {
  const story: string[] = []
  const { skipped, ...numbers } = await playDemo((what, detail = '') => story.push(`${what} ${detail}`))
  expect(numbers).toEqual({
    // 300 rows of the table, four who asked for a tender, and two for dealers
    captured: 306,
    mailed: 306,
    clicked: 40,
    hot: 8,
    // the hot ones, the tenders, one that a seller called warm, and the two that dealers have
    accepted: 15,
    declined: 2,
    // the best dealer alone in Novosibirsk, three that may bid in London
    dealerOffers: 4,
    bids: 4,
    owed: 130,
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
