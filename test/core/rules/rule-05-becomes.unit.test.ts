import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import {
  anyone,
  becomes,
  branch,
  did,
  enrol,
  fact,
  heat,
  on,
  overdue,
  send,
  wait,
  when,
} from '../../../core/language/index.ts'
import { aFact, aView, begin, moved, sent, start } from '../advance/given.ts'
import { any, DAY, plan, says, story } from './playing.ts'

const hot = (now: number, value: number) =>
  aView({ now, lead: { score: { mail: { value, fixed: 0, at: now } } } })

describe('rule 5: becomes holds only after it was seen false since entry', () => {
  test('in a goal, also inside any, and for a lead who is hot already', () => {
    const tree = plan([wait('1 year')], { goal: when({ any: [becomes(heat.atLeast(70)), did('deal.won')] }) })
    const first = begin(tree, hot(start, 80))
    expect(first.outcome).toBeNull()
    const cooled = moved(advance(tree, first.position, hot(start + DAY, 30)))
    expect(moved(advance(tree, cooled.position, hot(start + 2 * DAY, 71))).outcome?.by).toBe('goal')
    expect(advance(tree, first.position, hot(start + 2 * DAY, 71)).idle).toBe(true)
  })

  test('a branch far down sees what was false in between: the journey wakes for it', () => {
    const tree = plan([wait('1 year'), branch(when(becomes(heat.atLeast(70)), [send('again')]))])
    const first = begin(tree, aView({ lead: { score: { mail: { value: 140, fixed: 0, at: start } } } }))
    const cools = first.wakeAt ?? 0
    expect(cools).toBeLessThan(start + 31 * DAY)
    const cooled = moved(advance(tree, first.position, hot(cools, 69)))
    const last = moved(advance(tree, cooled.position, hot(start + 366 * DAY, 75)))
    expect(sent(last)).toEqual(['again'])
  })

  test('over every kind of condition', () => {
    const kinds = [
      anyone(did('deal.won')),
      overdue('order.placed', { by: 1, fallback: '1 day' }),
      any({ segment: 'x' }),
    ]
    for (const inner of kinds) {
      const tree = plan([wait('1 year')], { goal: when(becomes(inner)) })
      const segments = { x: did('deal.won', { ever: true }) }
      const facts = [aFact('deal.won', start), aFact('order.placed', start - 2 * DAY)]
      const first = begin(tree, aView({ facts, segments }))
      expect(first.outcome).toBeNull()
      const none = moved(advance(tree, first.position, aView({ segments, now: start + 1 })))
      expect(
        moved(advance(tree, none.position, aView({ facts, segments, now: start + 2 }))).outcome?.by,
      ).toBe('goal')
    }
  })
})

describe('rule 5: goal, then stops', () => {
  test('a fact that is goal and stop at once is the goal', () => {
    const tree = plan([wait('1 year')], {
      goal: when(did('deal.won'), [send('thanks')]),
      stop: [when(did('deal.won'), [send('sorry')])],
    })
    const turn = begin(tree, aView({ facts: [aFact('deal.won', start)] }))
    expect([turn.outcome?.by, sent(turn)]).toEqual(['goal', ['thanks']])
  })

  test('two goals in one instant: each journey has its own', () => {
    const tree = (name: string) =>
      plan([wait('1 year')], { enter: on(fact('document.opened')), goal: when(did('deal.won')) }, name)
    const script = [says('2026-12-01 10:00', 'document.opened'), says('2026-12-02 10:00', 'deal.won')]
    const lines = story({ plans: [tree('a'), tree('b')], script })
    expect(lines.filter((line) => line.includes('goal'))).toEqual([
      '26-12-02 10:00 a: goal',
      '26-12-02 10:00 a: ended goal',
      '26-12-02 10:00 b: goal',
      '26-12-02 10:00 b: ended goal',
    ])
  })

  test('its steps run at once, and enrol leads on', () => {
    const tree = plan([wait('1 year')], {
      enter: on(fact('document.opened')),
      goal: when(did('deal.won'), [enrol('next')]),
    })
    const script = [says('2026-12-01 10:00', 'document.opened'), says('2026-12-02 10:00', 'deal.won')]
    expect(story({ plans: [tree, plan([send('a')], {}, 'next')], script }).slice(-3)).toEqual([
      '26-12-02 10:00 next: entered',
      '26-12-02 10:00 next: sent a',
      '26-12-02 10:00 next: ended finished',
    ])
  })
})
