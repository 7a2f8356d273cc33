import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import { needs } from '../../../core/advance/needs.ts'
import { item, next, ref, repeat, send, track, wait } from '../../../core/language/index.ts'
import { aView, begin, moved, sent } from '../advance/given.ts'
import { any, plan } from './playing.ts'

const interest = ref<string[]>('lead.interest')
const { items } = track('know-how', [
  item('presses/maintenance', { for: interest.has('presses') }),
  item('saws/blade-life', { for: interest.has('saws') }),
  item('any/reading'),
])
const tracks = { 'know-how': items }
const saws = { 'lead.interest': ['saws'] }
const view = (over = {}) => aView({ tracks, values: saws, ...over })
const tree = plan([send(next(any('know-how')))])

describe('rule 10: the next mail of a track', () => {
  test('the first that fits the lead now', () => {
    const turn = begin(tree, view())
    expect(sent(turn)).toEqual(['saws/blade-life'])
    expect(turn.decisions[0]).toMatchObject({ what: 'sent', values: { track: 'know-how' } })
    expect(sent(begin(tree, view({ values: {} })))).toEqual(['any/reading'])
  })

  test('and that this lead never had, from any sequence', () => {
    expect(sent(begin(tree, view({ had: ['saws/blade-life'] })))).toEqual(['any/reading'])
  })

  test('none left: skipped with a line', () => {
    const turn = begin(tree, view({ had: ['saws/blade-life', 'any/reading'] }))
    expect(turn.effects).toEqual([])
    expect(turn.decisions[0]).toMatchObject({
      what: 'skipped',
      path: 's › 1',
      values: { track: 'know-how', why: 'all of it was read' },
    })
  })

  test('nothing for this lead at all is said apart', () => {
    const only = { 'know-how': items.slice(0, 1) }
    expect(begin(tree, view({ tracks: only })).decisions[0]?.values.why).toBe('nothing in it fits')
    expect(begin(tree, view({ tracks: {} })).decisions[0]?.values.why).toBe('nothing in it fits')
  })

  test('what this journey took is not taken again, also before the ledger knows of it', () => {
    const twice = plan([send(next(any('know-how'))), wait('1 day'), send(next(any('know-how')), { id: 'b' })])
    const first = begin(twice, view())
    const later = moved(advance(twice, first.position, view({ now: first.wakeAt })))
    expect(sent(later)).toEqual(['any/reading'])
  })

  test('each pass of a repeat has its own key', () => {
    const monthly = plan([repeat({ every: '1 month', times: 2 }, [send(next(any('know-how')))])])
    const first = begin(monthly, view())
    const second = moved(advance(monthly, first.position, view({ now: first.wakeAt })))
    const keys = [...first.effects, ...second.effects].map((effect) => effect.do === 'send' && effect.key)
    expect(new Set(keys).size).toBe(2)
  })

  test('a plan needs its tracks, and what their conditions ask', () => {
    expect(needs(tree, { tracks })).toMatchObject({ tracks: ['know-how'], values: ['lead.interest'] })
  })
})
