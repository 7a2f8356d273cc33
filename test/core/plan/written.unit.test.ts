import { expect, test } from 'vitest'
import {
  after,
  all,
  anyone,
  any as either,
  around,
  atLeast,
  becomes,
  before,
  branch,
  clicked,
  did,
  done,
  end,
  enrol,
  entry,
  handOff,
  headOf,
  heat,
  inSegment,
  next,
  not,
  on,
  otherwise,
  overdue,
  owner,
  record,
  ref,
  repeat,
  replied,
  send,
  set,
  split,
  submitted,
  task,
  wait,
  when,
  yearly,
} from '../../../core/language/index.ts'
import { check } from '../../../core/plan/check.ts'
import { writtenCondition, writtenOption, writtenStep } from '../../../core/plan/written.ts'
import { any, plan } from '../rules/playing.ts'
import { known } from './known.ts'

const stage = ref<string>('lead.stage')
const startsAt = ref<Date>('event.startsAt')

test('a step is told in the words in which it was written', () => {
  const steps = [
    send('a'),
    send(next(any('know-how'))),
    send('b', { to: headOf(owner()) }),
    wait('3 days', { until: did('document.opened') }),
    wait('tue 10:00'),
    wait(after(startsAt.or('14 days'), '1 day')),
    wait(entry<Date>('notBefore')),
    around(startsAt, { '-1 day': [], '+1 day': [] }),
    repeat({ every: '1 month', times: 6 }, [send('c')]),
    branch(when(stage.is('client'), []), otherwise([])),
    when(not(stage.known()), []),
    split('opening', { one: [], two: [] }),
    task('call', { to: owner(), due: '1 day' }),
    handOff(any('sales'), { to: entry('by') }),
    set(stage, 'gone'),
    enrol(any('other')),
    record('deal.won'),
    end('enough'),
  ]
  expect(plan(steps).steps.map(writtenStep)).toEqual([
    "send('a')",
    "send(next('know-how'))",
    "send('b', { to: headOf(owner()) })",
    "wait('3 days', { until: did('document.opened') })",
    "wait('tue 10:00')",
    "wait(after(event.startsAt.or('14 days'), '1 day'))",
    "wait(entry('notBefore'))",
    "around(event.startsAt, { '-1 day': […], '+1 day': […] })",
    "repeat({ every: '1 month', times: 6 }, […])",
    "branch(when(lead.stage.is('client'), […]), otherwise([…]))",
    'when(not(lead.stage.known()), […])',
    "split('opening', {…})",
    "task('call', { to: owner() })",
    "handOff('sales', { to: entry('by') })",
    "set(lead.stage, 'gone')",
    "enrol('other')",
    "record('deal.won')",
    "end('enough')",
  ])
})

test('a condition too', () => {
  const written: [Parameters<typeof writtenCondition>[0], string][] = [
    [all(heat.atLeast(70), stage.has('x')), "all(heat.atLeast(70), lead.stage.has('x'))"],
    [either(inSegment(any('readers')), heat.atMost(5)), "any(inSegment('readers'), heat.atMost(5))"],
    [anyone(did('deal.won', { ever: true })), "anyone(did('deal.won', { ever: true }))"],
    [becomes(overdue('order.placed', { by: 1.5 })), "becomes(overdue('order.placed', { by: 1.5 }))"],
    [
      either(clicked('a'), replied(), done('call', 'agreed')),
      "any(clicked('a'), replied(), done('call', 'agreed'))",
    ],
    [
      did('event.attended', { where: { minutes: atLeast(40) } }),
      "did('event.attended', { where: { minutes: { atLeast: 40 } } })",
    ],
  ]
  for (const [condition, words] of written) expect(writtenCondition(condition)).toBe(words)
})

test('and options by their place', () => {
  const tree = plan([], {
    enter: on([submitted(any('tender')), before(startsAt, '3 days'), yearly(startsAt)]),
    goal: when(heat.atLeast(70), []),
    stop: [when(did('deal.won'))],
    hours: any('work'),
  })
  expect(
    ['enter', 'goal', 'stop.1', 'stop.2', 'hours', 'group'].map((one) => writtenOption(tree, one)),
  ).toEqual([
    "enter: on(fact('form.submitted', { form: 'tender' }), before(event.startsAt, '3 days'), yearly(event.startsAt))",
    'goal: when(heat.atLeast(70), […])',
    "stop: [when(did('deal.won'), […])]",
    null,
    "hours: 'work'",
    null,
  ])
})

test('each fault of a plan says what stands there', () => {
  const tree = plan(
    [wait('1 day', { then: [send('tender/recieved')] }), around(startsAt, any({ soon: [] }))],
    { topic: any('knowhow'), goal: when(did(any('deal_won')), [wait('1 day')]) },
  )
  const words = check([tree], known).map((fault) => [fault.path, fault.words])
  expect(words).toEqual(
    expect.arrayContaining([
      ['s › topic', "topic: 'knowhow'"],
      ['s › 1.then.1', "send('tender/recieved')"],
      ['s › goal', "goal: when(did('deal_won'), […])"],
      ['s › goal.1', "wait('1 day')"],
      ['s › 2.soon', "around(event.startsAt, { 'soon': […] })"],
    ]),
  )
})
