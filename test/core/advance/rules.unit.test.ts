import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import {
  all,
  any,
  becomes,
  clicked,
  did,
  done,
  end,
  handOff,
  heat,
  not,
  on,
  record,
  ref,
  send,
  sequence,
  submitted,
  task,
  wait,
  when,
  owner,
  type Step,
  type Options,
} from '../../../core/language/index.ts'
import { compile } from '../../../core/plan/compile.ts'
import { aFact, at, aView, begin, doings, keyOf, moved, next, sent, start } from './given.ts'

const DAY = 86_400_000
const plan = (steps: Step[], options: Partial<Options> = {}) =>
  compile(sequence('s', { topic: 'know-how', ...options }, steps))

const stage = ref<string>('lead.stage')

describe('rule 1: did counts from the entering fact on', () => {
  const tree = plan([wait('3 days', { until: did('document.opened') })])

  test('a fact before entry does not count', () => {
    const view = aView({ facts: [aFact('document.opened', start - 1)] })
    expect(begin(tree, view).outcome).toBeNull()
  })

  test('the entering fact itself counts, and so does one that came late but happened since', () => {
    expect(begin(tree, aView({ facts: [aFact('document.opened', start)] })).outcome).toEqual({
      by: 'finished',
      reason: null,
    })
  })

  test('within and ever look further back', () => {
    const facts = [aFact('document.opened', start - 5 * DAY)]
    const within = plan([wait('3 days', { until: did('document.opened', { within: '6 days' }) })])
    const ever = plan([wait('3 days', { until: did('document.opened', { ever: true }) })])
    const tooShort = plan([wait('3 days', { until: did('document.opened', { within: '4 days' }) })])
    expect([within, ever, tooShort].map((one) => begin(one, aView({ facts })).outcome?.by)).toEqual([
      'finished',
      'finished',
      undefined,
    ])
  })

  test('times counts', () => {
    const twice = plan([wait('3 days', { until: did('page.viewed', { times: { atLeast: 2 } }) })])
    const facts = [aFact('page.viewed', start, { page: '/a' })]
    expect(begin(twice, aView({ facts })).outcome).toBeNull()
    expect(begin(twice, aView({ facts: [...facts, aFact('page.viewed', start + 1)] })).outcome?.by).toBe(
      'finished',
    )
  })
})

describe('rule 2: the same thing', () => {
  const tree = plan([wait('1 month')], {
    enter: on(submitted('tender'), { per: 'enquiry' }),
    goal: when(did('deal.won')),
  })
  const view = (things: string[]) =>
    aView({
      journey: { thing: 'enquiry:E1' },
      facts: [aFact('deal.won', start + DAY, {}, { things })],
      now: start + DAY,
    })
  const asleep = begin(tree, aView({ journey: { thing: 'enquiry:E1' } }))

  test('a fact about another enquiry does not count', () => {
    expect(next(tree, asleep, view(['enquiry:E2', 'deal:D1'])).idle).toBe(true)
  })

  test('a fact about this one counts, and one that names none', () => {
    expect(moved(next(tree, asleep, view(['deal:D1', 'enquiry:E1']))).outcome?.by).toBe('goal')
    expect(moved(next(tree, asleep, view(['deal:D1']))).outcome?.by).toBe('goal')
  })

  test('mail, tasks and hand-offs are those of this journey', () => {
    const own = plan([
      wait('5 days', { until: any(clicked('a'), done('call')) }),
      task('call', { to: owner(), due: '1 day' }),
    ])
    const click = (journey: string) =>
      aView({ facts: [aFact('email.clicked', start, { template: 'a', journey })] })
    expect(begin(own, click('another')).effects).toEqual([])
    expect(doings(begin(own, click('J')))).toEqual(['task'])
  })

  test("a machine's click is no click", () => {
    const tree = plan([wait('5 days', { until: clicked() })])
    const facts = [aFact('email.clicked', start, { journey: 'J', human: false })]
    expect(begin(tree, aView({ facts })).outcome).toBeNull()
  })

  test('a hand-off is done under the name of its route', () => {
    const tree = plan([
      handOff('tenders'),
      wait('2 weeks', { until: done('tenders', 'lost'), then: [end('closed')] }),
    ])
    const facts = [aFact('step.done', start, { journey: 'J', step: 'handOff:tenders', outcome: 'lost' })]
    expect(begin(tree, aView({ facts })).outcome).toEqual({ by: 'end', reason: 'closed' })
  })
})

test('rule 3: a fact of a colleague does not count where the type is about a person', () => {
  const tree = sequence('s', { topic: 'know-how', goal: when(did('order.placed')) }, [wait('1 day')])
  const facts = [aFact('order.placed', start, {}, { lead: 'colleague' })]
  expect(begin(compile(tree), aView({ facts })).outcome).toBeNull()
  expect(begin(compile(tree, { 'order.placed': { about: 'account' } }), aView({ facts })).outcome?.by).toBe(
    'goal',
  )
})

describe('rule 5: goal, then stops, the first true one wins', () => {
  const both = plan([send('a')], {
    goal: when(did('deal.won'), [send('thanks')]),
    stop: [
      when(did('deal.lost'), [record('warming.started', { by: owner() })]),
      when(stage.is('client'), [end('a client')]),
    ],
  })

  test('asked when entering, before any step', () => {
    const turn = begin(both, aView({ facts: [aFact('deal.won', start), aFact('deal.lost', start)] }))
    expect(sent(turn)).toEqual(['thanks'])
    expect(turn.outcome).toEqual({ by: 'goal', reason: null })
    expect(turn.decisions[0]).toMatchObject({ what: 'goal', path: 's › goal', values: { 'did deal.won': 1 } })
  })

  test('stops top to bottom, with a reason if their steps give one', () => {
    expect(
      begin(both, aView({ facts: [aFact('deal.lost', start)], values: { 'lead.stage': 'client' } })).effects,
    ).toEqual([
      {
        do: 'record',
        step: 'stop.1/record:warming.started',
        visit: 1,
        type: 'warming.started',
        props: { by: 'petrov' },
      },
    ])
    expect(begin(both, aView({ values: { 'lead.stage': 'client' } })).outcome).toEqual({
      by: 'stop',
      reason: 'a client',
    })
  })

  test('becomes is true only after it was seen false since entry', () => {
    const tree = plan([wait('1 month')], { goal: when(becomes(heat.atLeast(70)), [handOff('sales')]) })
    const hotView = (now: number, value: number) =>
      aView({ now, lead: { score: { mail: { value, fixed: 0, at: now } } } })
    const first = begin(tree, hotView(start, 80))
    expect(first.outcome).toBeNull()
    expect(advance(tree, first.position, hotView(start + DAY, 80)).idle).toBe(true)
    const cooled = moved(advance(tree, first.position, hotView(start + 2 * DAY, 30)))
    expect(cooled.outcome).toBeNull()
    const again = moved(advance(tree, cooled.position, hotView(start + 3 * DAY, 71)))
    expect(again.outcome?.by).toBe('goal')
    expect(doings(again)).toEqual(['handOff'])
  })

  test('it sleeps until heat falls under the threshold, to see it false', () => {
    const tree = plan([wait('1 year')], { goal: when(becomes(heat.atLeast(70))) })
    const view = aView({ lead: { score: { mail: { value: 140, fixed: 0, at: start } } } })
    expect(begin(tree, view).wakeAt).toBeGreaterThan(start + 29.9 * DAY)
    expect(begin(tree, view).wakeAt).toBeLessThan(start + 30.1 * DAY)
  })

  test('a stop that the turn itself makes true wakes it at once', () => {
    const tree = plan([record('deal.won'), wait('1 year')], { stop: [when(did('deal.won'))] })
    expect(begin(tree).wakeAt).toBe(start)
  })
})

describe('rule 7: wait', () => {
  const tree = plan([
    wait('3 days', { until: did('document.opened'), then: [send('then')], else: [send('else')] }),
    wait('1 day'),
    send('after'),
  ])

  test('until true runs then at once, and flows on', () => {
    const asleep = begin(tree)
    const turn = moved(
      next(tree, asleep, aView({ now: start + DAY, facts: [aFact('document.opened', start + DAY)] })),
    )
    expect(sent(turn)).toEqual(['then'])
    expect(turn.decisions[0]).toMatchObject({
      what: 'took',
      path: 's › 1',
      values: { arm: 'then', 'did document.opened': 1 },
    })
    expect(turn.position.at).toBe('wait:1 day')
  })

  test('time over runs else, and flows on', () => {
    const turn = moved(next(tree, begin(tree), aView({ now: start + 3 * DAY })))
    expect(sent(turn)).toEqual(['else'])
    expect(turn.position.at).toBe('wait:1 day')
  })

  test('a moment earlier nothing is due, and nothing is written', () => {
    const turn = next(tree, begin(tree), aView({ now: start + 3 * DAY - 1 }))
    expect(turn).toEqual({
      idle: true,
      wakeAt: start + 3 * DAY,
      details: 's › 1: waits until 2026-12-04 10:00 UTC',
    })
  })

  test('it listens for what it waits for, and for goal and stops', () => {
    const { listen } = begin(
      plan([wait('3 days', { until: all(did('document.opened'), heat.atLeast(5)) })], {
        goal: when(did('deal.won')),
        stop: [when(not(stage.is('potential')))],
      }),
      aView({ values: { 'lead.stage': 'potential' } }),
    )
    expect(new Set(listen.map(({ subject, type }) => `${subject} ${type}`))).toEqual(
      new Set([
        'lead deal.won',
        'lead document.opened',
        'lead lead.changed',
        'lead score.changed',
        'lead email.replied',
      ]),
    )
    expect(listen).toHaveLength(5)
  })

  test('a date already past is a wait of nothing', () => {
    const deadline = ref<Date>('enquiry.deadline')
    const tree = plan([wait(deadline), send('after')])
    expect(sent(begin(tree, aView({ values: { 'enquiry.deadline': '2026-11-30' } })))).toEqual(['after'])
  })

  test('a date that is not known is left out, with a line', () => {
    const turn = begin(plan([wait(ref<Date>('enquiry.deadline')), send('after')]))
    expect(sent(turn)).toEqual(['after'])
    expect(turn.decisions[0]).toMatchObject({ what: 'skipped', path: 's › 1', values: { why: 'no date' } })
  })

  test('a date that moves is waited for anew', () => {
    const tree = plan([wait(ref<Date>('enquiry.deadline')), send('after')])
    const asleep = begin(tree, aView({ values: { 'enquiry.deadline': '2026-12-15T12:00:00Z' } }))
    expect(asleep.wakeAt).toBe(at('2026-12-15 12:00'))
    expect(asleep.listen).toContainEqual({ subject: 'thing', type: 'thing.changed' })
    const turn = moved(
      next(tree, asleep, aView({ now: start + DAY, values: { 'enquiry.deadline': '2026-12-20' } })),
    )
    expect([turn.wakeAt, turn.effects]).toEqual([at('2026-12-20 00:00'), []])
  })

  test('a fallback counts from entry', () => {
    const tree = plan([wait(ref<Date>('enquiry.deadline').or('14 days'))])
    expect(begin(tree, aView({ now: start + DAY })).wakeAt).toBe(start + 14 * DAY)
  })

  test('a weekday is next in the zone of the lead', () => {
    const tree = plan([wait('tue 10:00')])
    expect(begin(tree, aView({ lead: { zone: 'Europe/Moscow' } })).wakeAt).toBe(at('2026-12-08 07:00'))
  })
})

describe('rule 9: mail, then time', () => {
  const tree = plan([send('a'), wait('3 days'), send('b')])
  const fate = (dueAt: number, leftAt: number | null) => ({
    [keyOf('send:a')]: { status: leftAt === null ? ('queued' as const) : ('sent' as const), dueAt, leftAt },
  })
  const asleep = begin(tree)

  test('provisionally it counts from now', () => {
    expect(asleep.wakeAt).toBe(start + 3 * DAY)
  })

  test('once the mail has left it counts from then', () => {
    const view = aView({ now: start + 3 * DAY, mails: fate(start, start + 2 * DAY) })
    const turn = moved(next(tree, asleep, view))
    expect([turn.wakeAt, sent(turn)]).toEqual([start + 5 * DAY, []])
    const why = 'counts from when its mail leaves'
    const until = new Date(start + 5 * DAY).toISOString()
    expect(turn.decisions).toMatchObject([{ what: 'waits', values: { until, why } }])
    const last = moved(next(tree, turn, aView({ now: start + 5 * DAY, mails: fate(start, start + 2 * DAY) })))
    expect(sent(last)).toEqual(['b'])
  })

  test('a difference under a minute is none', () => {
    const view = aView({ now: start + 3 * DAY, mails: fate(start, start + 59_000) })
    expect(sent(next(tree, asleep, view))).toEqual(['b'])
  })

  test('while it has not left it counts from when it is due', () => {
    const view = aView({ now: start + DAY, mails: fate(start + 2 * DAY, null) })
    const turn = moved(next(tree, asleep, view))
    expect([turn.wakeAt, turn.decisions.length]).toEqual([start + 5 * DAY, 1])
    // The same instant again is no news.
    const again = next(
      tree,
      turn,
      aView({ now: start + DAY + 1, mails: fate(start + 2 * DAY + 59_000, null) }),
    )
    expect(again).not.toHaveProperty('decisions')
  })

  test('should have left but has not: looks again after the whole time, never sends the next one', () => {
    const view = aView({ now: start + 3 * DAY, mails: fate(start, null) })
    const turn = moved(next(tree, asleep, view))
    expect([turn.wakeAt, sent(turn)]).toEqual([start + 6 * DAY, []])
  })

  test('a mail to one of ours moves nothing', () => {
    const alert = plan([send('alert', { to: owner() }), wait('3 days'), send('b')])
    expect(begin(alert).position.lastMail).toBeNull()
  })

  test('the wait after that counts from its own beginning', () => {
    const two = plan([send('a'), wait('3 days'), wait('1 day'), send('b')])
    const mails = fate(start, start)
    const turn = moved(next(two, begin(two), aView({ now: start + 3 * DAY, mails })))
    expect([turn.wakeAt, turn.position.wait?.afterMail]).toEqual([start + 4 * DAY, null])
  })

  test('a wait that ended before the mail left hands it on to the next wait', () => {
    const two = plan([send('a'), wait('3 days', { until: did('document.opened') }), wait('1 day'), send('b')])
    const now = start + DAY
    const view = aView({ now, mails: fate(start + 2 * DAY, null), facts: [aFact('document.opened', now)] })
    expect(moved(next(two, begin(two), view)).wakeAt).toBe(start + 3 * DAY)
  })
})
