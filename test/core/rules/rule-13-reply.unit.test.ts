import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import {
  around,
  did,
  end,
  fact,
  on,
  ref,
  replied,
  send,
  wait,
  when,
  type Options,
} from '../../../core/language/index.ts'
import { aFact, at, aView, begin, moved, sent, start } from '../advance/given.ts'
import { any, DAY, plan, says, story } from './playing.ts'

const onFact = (type: 'document.opened') => on(fact(type))
const steps = [send('a'), wait('3 days'), send('b')]
const reply = (when: number, props = {}) => aFact('email.replied', when, { journey: 'J', ...props })
const answered = start + DAY
const seen = (now: number, facts = [reply(answered)]) => aView({ now, facts })
const after = (options: Partial<Options>, now: number, facts = [reply(answered)]) => {
  const tree = plan(steps, options)
  return advance(tree, begin(tree).position, seen(now, facts))
}

describe('rule 13: an answer by a person', () => {
  // Wednesday 2 December, and five workdays on is Wednesday the 9th.
  const over = at('2026-12-09 10:00')

  test('holds the journey for five workdays, with a line', () => {
    const held = moved(after({}, answered))
    expect([held.position.heldUntil, held.wakeAt, sent(held)]).toEqual([over, over, []])
    expect(held.decisions).toEqual([
      {
        what: 'waits',
        step: 'wait:3 days',
        path: 's › 2',
        values: { until: '2026-12-09T10:00:00.000Z', why: 'they answered' },
      },
    ])
  })

  test('what comes due meanwhile comes when that is over', () => {
    const tree = plan(steps)
    const held = moved(advance(tree, begin(tree).position, seen(answered)))
    expect(advance(tree, held.position, seen(start + 3 * DAY)).idle).toBe(true)
    const free = moved(advance(tree, held.position, seen(over)))
    expect([sent(free), free.position.heldUntil]).toEqual([['b'], undefined])
  })

  test('a second answer holds it anew', () => {
    const tree = plan(steps)
    const held = moved(advance(tree, begin(tree).position, seen(answered)))
    const facts = [reply(answered), reply(answered + DAY)]
    const again = moved(advance(tree, held.position, seen(answered + DAY, facts)))
    expect(again.position.heldUntil).toBe(at('2026-12-10 10:00'))
  })

  test('conditions still act: goal, stop and until', () => {
    const facts = [reply(answered), aFact('deal.won', answered)]
    expect(moved(after({ goal: when(did('deal.won')) }, answered, facts)).outcome?.by).toBe('goal')
    const talking = plan([send('a'), wait('2 weeks', { until: replied(), then: [end('talking')] })])
    const turn = moved(advance(talking, begin(talking).position, seen(answered)))
    expect(turn.outcome).toEqual({ by: 'end', reason: 'talking' })
  })

  test('it is told once, whatever else happens meanwhile', () => {
    const tree = plan([wait('3 days', { until: did('deal.won') }), wait('1 month')])
    const held = moved(advance(tree, begin(tree).position, seen(answered)))
    const won = [reply(answered), aFact('deal.won', answered + 1)]
    const turn = moved(advance(tree, held.position, seen(answered + 1, won)))
    expect(turn.decisions.filter((one) => one.values.why === 'they answered')).toEqual([])
    expect(turn.position.heldUntil).toBe(over)
  })

  test("'stop' ends it, 'go on' does nothing", () => {
    expect(moved(after({ reply: 'stop' }, answered)).outcome).toEqual({ by: 'stop', reason: 'they answered' })
    expect(after({ reply: 'go on' }, answered).idle).toBe(true)
    expect(begin(plan(steps, { reply: 'go on' })).listen).toEqual([])
  })

  test('out-of-office and answers to other journeys do not', () => {
    expect(after({}, answered, [reply(answered, { human: false })]).idle).toBe(true)
    expect(after({}, answered, [reply(answered, { journey: 'another' })]).idle).toBe(true)
  })

  test('entries of an around that come due meanwhile are too late then (rule 8)', () => {
    const date = ref<Date>('event.startsAt')
    const tree = plan([around(date, { '-1 day': [send('tomorrow')], '+1 day': [send('thanks')] })])
    const view = (now: number, facts = [reply(answered)]) =>
      aView({ now, facts, values: { 'event.startsAt': '2026-12-08T10:00:00Z' } })
    const held = moved(advance(tree, begin(tree, view(start, [])).position, view(answered)))
    const free = moved(advance(tree, held.position, view(over)))
    expect(sent(free)).toEqual(['thanks'])
    expect(free.decisions[0]).toMatchObject({ what: 'skipped', path: 's › 1.-1 day' })
  })

  test('held after the last entry, it is left when that is over', () => {
    const date = ref<Date>('event.startsAt')
    const tree = plan([around(date, { '+1 hour': [] }, { until: did('deal.won'), else: [send('else')] })])
    const view = (now: number, facts = [reply(answered)]) =>
      aView({ now, facts, values: { 'event.startsAt': '2026-12-03T10:00:00Z' } })
    const held = moved(advance(tree, begin(tree, view(start, [])).position, view(answered)))
    const asleep = advance(tree, held.position, view(answered + 2 * DAY))
    expect([asleep.idle, asleep.wakeAt, asleep.details]).toEqual([
      true,
      over,
      's › 1: waits until 2026-12-09 10:00 UTC',
    ])
    expect(sent(advance(tree, held.position, view(over)))).toEqual(['else'])
  })

  test('in the story: mail that waits for its hours waits for the end of the hold too', () => {
    const tree = plan([send('a'), wait('1 hour'), send('b')], {
      enter: onFact('document.opened'),
      hours: any('work'),
    })
    const hours = { work: { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] } }
    const script = [
      says('2026-12-01 20:00', 'document.opened'),
      says('2026-12-01 20:30', 'email.replied', { template: 'a' }),
    ]
    expect(story({ plans: [tree], hours, script })).toEqual([
      '26-12-01 20:00 s: entered',
      '26-12-01 20:00 s: sent a',
      '26-12-09 09:00 s: mail a',
      '26-12-09 10:00 s: sent b',
      '26-12-09 10:00 s: ended finished',
    ])
  })
})
