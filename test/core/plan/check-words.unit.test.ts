import { describe, expect, test } from 'vitest'
import {
  anyone,
  around,
  audience,
  becomes,
  before,
  clicked,
  did,
  entry,
  heat,
  inSegment,
  next,
  on,
  type Options,
  overdue,
  owner,
  people,
  ref,
  repeat,
  send,
  sequence,
  type Step,
  submitted,
  wait,
  when,
  yearly,
} from '../../../core/language/index.ts'
import { check, type Known, warnings } from '../../../core/plan/check.ts'
import { compile } from '../../../core/plan/compile.ts'
import { cpuMs } from '../../harness/cpu-ms.ts'
import { known } from './known.ts'

/** Names that no type would let through, as a file without types may hold them. */
const wrong = (value: unknown) => value as never
const plan = (steps: Step[], options: Partial<Options> = {}, name = 's') =>
  compile(sequence(name, { topic: 'know-how', ...options }, steps), known.facts)
const faults = (steps: Step[], options: Partial<Options> = {}) =>
  check([plan(steps, options)], known).map(({ path, message, hint }) =>
    [path, message, hint].filter(Boolean).join(' | '),
  )
const startsAt = ref<Date>('event.startsAt')
const aboutEvent: Partial<Options> = { enter: on(submitted('tender'), { per: wrong('event') }) }

describe('names of new words that nobody declared', () => {
  test.each<[string, Step[], Partial<Options>, string]>([
    [
      'track',
      [send(next(wrong('knowhow')))],
      {},
      "s › 1 | no track is called 'knowhow' | did you mean 'know-how'?",
    ],
    [
      'segment',
      [when(inSegment(wrong('reader')))],
      {},
      "s › 1 | no segment is called 'reader' | did you mean 'readers'?",
    ],
    [
      'audience',
      [],
      { during: [audience(wrong('being-warm'))] },
      "s › during | no audience is called 'being-warm' | did you mean 'being-warmed'?",
    ],
    [
      'overdue fact',
      [when(overdue(wrong('order_placed'), { by: 1.5 }))],
      {},
      "s › 1 | no fact is called 'order_placed' | did you mean 'order.placed'?",
    ],
    [
      'field inside anyone',
      [when(anyone(ref<string>('lead.rol').known()))],
      {},
      "s › 1 | no field is called 'lead.rol' | did you mean 'lead.role'?",
    ],
    [
      'date that starts',
      [],
      { enter: on(yearly(ref<Date>('lead.birthdey'))) },
      "s › enter | no field is called 'lead.birthdey'",
    ],
    [
      'date of a step',
      [around(ref<Date>('event.startAt'), { '-1 day': [wait('1 hour')] })],
      aboutEvent,
      "s › 1 | no field is called 'event.startAt' | did you mean 'event.startsAt'?",
    ],
  ])('%s', (_, steps, options, fault) => {
    expect(faults(steps, options)).toEqual([fault])
  })

  test('options', () => {
    expect(faults([], { reply: wrong('wait'), inSales: wrong('held'), priority: wrong('high') })).toEqual([
      "s › reply | no answer to a reply is called 'wait'",
      "s › inSales | no way in sales is called 'held' | did you mean 'hold'?",
      "s › priority | 'high' is no number: 5 is the usual one",
    ])
  })

  test.each([
    ['retime', "s › afterPause | no way after a pause is called 'retime' | did you mean 're-time'?"],
    [{ skipAfter: '2 dayz' }, "s › afterPause | '2 dayz' is no duration such as '2 days'"],
    [{ skipAfter: '-2 days' }, "s › afterPause | '-2 days' is no duration such as '2 days'"],
    [{ after: '2 days' }, "s › afterPause | 'undefined' is no duration such as '2 days'"],
  ])('a policy after a pause: %j', (policy, fault) => {
    expect(faults([], { afterPause: wrong(policy) })).toEqual([fault])
    expect(faults([], { afterPause: { skipAfter: '2 days' } })).toEqual([])
  })

  test('a segment that nobody declared is one fault', () => {
    expect(faults([], { goal: when(becomes(inSegment(wrong('reader')))) })).toHaveLength(1)
  })

  test('inside an entry of an around, with its path', () => {
    const steps = [around(startsAt, { '-3 days': [wait('1 hour'), send('c')] })]
    expect(faults(steps, aboutEvent)).toEqual(["s › 1.-3 days.2 | no template is called 'c'"])
  })
})

describe('times that are none', () => {
  test('of an around', () => {
    const steps = [around(startsAt, wrong({ '3 days': [], soon: [], '-200 years': [] }))]
    expect(faults(steps, aboutEvent)).toEqual(
      [
        "s › 1.soon | 'soon' is no time before or after a date | write '-3 days', '+5 workdays'",
        "s › 1.3 days | '3 days' is no time before or after a date | write '-3 days', '+5 workdays'",
        "s › 1.-200 years | '-200 years' never ends | no journey lives a hundred years",
      ].sort((a, b) => order(a) - order(b)),
    )
  })

  test('of a repeat', () => {
    const of = (every: string, times: number) =>
      faults([repeat({ every: wrong(every), times }, [wait('1 hour')])])
    expect(of('1 month', 0)).toEqual(['s › 1 | times: 0 is no number of passes | from 1 to 1000'])
    expect(of('1 month', Number.POSITIVE_INFINITY)).toHaveLength(1)
    expect(of('1 month', 1.5)).toHaveLength(1)
    expect(of('0 days', 2)).toEqual(["s › 1 | every: no time passes between the passes | every: '1 month'"])
    expect(of('monthly', 2)).toEqual([
      "s › 1 | 'monthly' is no length of time | write '3 days', '2 workhours'",
    ])
    expect(faults([repeat({ every: '1 month', times: 2 }, [])])).toEqual(['s › 1 | it repeats no step'])
  })

  test('of a wait without an end, of a rhythm, of a trigger', () => {
    expect(faults([wait('99999 years')])).toEqual([
      "s › 1 | '99999 years' never ends | no journey lives a hundred years",
    ])
    expect(faults([when(overdue('order.placed', { by: 0, fallback: wrong('soon') }))])).toEqual([
      "s › 1 | overdue('order.placed') by 0: it must be more than 0 | by: 1.5",
      "s › 1 | 'soon' is no length of time | write '3 days', '2 workhours'",
    ])
    expect(faults([], { enter: on(before(ref<Date>('lead.stage'), wrong('soon'))) })).toEqual([
      "s › enter | 'soon' is no length of time | write '3 days', '2 workhours'",
    ])
  })
})

const order = (text: string): number => ['soon |', '3 days |', '-200'].findIndex((one) => text.includes(one))

describe('what can never be', () => {
  test('a date that starts a journey cannot come from it', () => {
    expect(faults([], { enter: on(yearly(entry<Date>('day'))) })).toEqual([
      "s › enter | 'entry.day' starts nothing: nobody has entered yet | use a field",
    ])
    expect(faults([], { enter: on(yearly(ref<Date>('lead.stage').or('1 day'))) })).toEqual([
      's › enter | or(…) counts from entry: the date that starts a journey has none',
    ])
  })

  test('a date of a thing or company without who', () => {
    const enter = on(before(startsAt, '3 days'), { per: wrong('event') })
    expect(faults([], { enter })).toEqual([
      "s › enter | 'event.startsAt' is about a thing: it does not say which person enters | name somebody with who",
    ])
  })

  test('people of no role', () => {
    const enter = on(submitted('tender'), { who: people({ role: [] }) })
    expect(faults([], { enter })).toEqual(['s › enter | people(…) names no role: nobody would enter'])
  })

  test('what anyone cannot ask of a colleague', () => {
    expect(faults([when(anyone(clicked('a')))])).toEqual([
      "s › 1 | anyone(did('email.clicked')) never comes true for a colleague: it asks for mail and tasks of this journey | say within: '30 days' to ask for those of any journey",
    ])
    expect(faults([], { goal: when(anyone(becomes(heat.atLeast(70)))) })).toEqual([
      's › goal | anyone(becomes(…)) never comes true for a colleague | write becomes(anyone(…))',
    ])
    expect(faults([], { goal: when(becomes(anyone(heat.atLeast(70)))) })).toEqual([])
  })

  test('a mail of a track to one of ours', () => {
    expect(faults([send(next('know-how'), { to: owner() })])).toEqual([
      's › 1 | a track is for leads: send(next(…)) goes to nobody else | leave out to',
    ])
  })

  test('counts that are always or never true', () => {
    expect(faults([when(did('deal.won', { times: { atLeast: 3, atMost: 2 } }))])).toEqual([
      "s › 1 | did('deal.won') never comes true: at least 3, at most 2 times",
    ])
    expect(faults([when(did('deal.won', { times: { atLeast: 0 } }))])).toEqual([
      "s › 1 | did('deal.won') is always true, whatever the count",
    ])
  })

  test('steps after an end in every arm of a loop', () => {
    const end = { step: 'end' }
    expect(faults([repeat({ every: '1 day', times: 2 }, [end]), wait('1 day')])).toEqual([
      's › 2 | no journey ever comes to this step',
    ])
    const both = around(startsAt, { '-1 day': [] }, { until: did('deal.won'), then: [end], else: [end] })
    expect(faults([both, wait('1 day')], aboutEvent)).toEqual(['s › 2 | no journey ever comes to this step'])
  })
})

describe('segments and tracks themselves', () => {
  const given = (over: Partial<Known>) =>
    check([], { ...known, ...over }).map(({ path, message }) => `${path}: ${message}`)

  test('a did in a segment must say how far back it looks', () => {
    expect(given({ segments: { x: did('deal.won') } })).toEqual([
      "segment x: did('deal.won') has no entry to count from here",
    ])
    expect(given({ segments: { x: becomes(heat.atLeast(70)) } })).toEqual([
      'segment x: becomes(…) has no entry to count from here',
    ])
  })

  test('a segment that asks for itself', () => {
    const circle = { a: { segment: 'b' }, b: { not: { segment: 'a' } } }
    expect(given({ segments: circle })).toEqual([
      'segment a: a → b → a asks for itself',
      'segment b: b → a → b asks for itself',
    ])
  })

  test('a segment asks nothing of things or of an entry', () => {
    expect(given({ segments: { x: { field: 'event.startsAt', known: true } } })).toEqual([
      "segment x: 'event.startsAt' is never known here: it is asked of a lead, about no event",
    ])
    expect(given({ segments: { x: entry('by').known() } })).toEqual([
      "segment x: no field is called 'entry.by'",
    ])
  })

  test('a track', () => {
    const items = [{ template: 'a' }, { template: 'c' }, { template: 'a', for: did('deal.won') }]
    expect(given({ tracks: { empty: [], t: items } })).toEqual([
      'track empty: it has no mail',
      "track t › 2: no template is called 'c'",
      "track t › 3: 'a' stands in it twice: a lead gets it once",
      "track t › 3: did('deal.won') has no entry to count from here",
    ])
  })
})

describe('warnings keep nothing from being published', () => {
  const said = (steps: Step[], options: Partial<Options> = {}, over: Partial<Known> = {}) =>
    warnings([plan(steps, options)], { ...known, ...over }).map(({ path, message }) => `${path}: ${message}`)
  const steps = [around(startsAt, { '-1 day': [] }), wait(startsAt)]

  test('rule 8: a date that may be empty', () => {
    expect(said(steps, aboutEvent)).toEqual([
      "s › 1: where 'event.startsAt' is empty this step is left out",
      "s › 2: where 'event.startsAt' is empty this step is left out",
    ])
  })

  test('not where it has a fallback, comes with the entry, or started the journey', () => {
    expect(said([wait(startsAt.or('14 days')), wait(entry<Date>('notBefore'))], aboutEvent)).toEqual([])
    const enter = on(before(startsAt, '3 days'), { per: wrong('event'), who: wrong({ ref: 'event.by' }) })
    expect(said(steps, { enter })).toEqual([])
  })

  test('a sequence that is entered by name alone knows no date', () => {
    expect(said([wait(ref<Date>('lead.stage'))])).toHaveLength(1)
  })

  test('rule 10: a track without a mail for somebody', () => {
    const tracks = { 'know-how': [{ template: 'a', for: heat.atLeast(10) }] }
    expect(said([send(next('know-how'))], {}, { tracks })).toEqual([
      'track know-how: has nothing for a lead whom no item fits',
    ])
    expect(said([], {}, { tracks })).toEqual([])
  })
})

test('an enrol circle over three sequences is refused once', () => {
  const always = (type: string): Partial<Options> => ({
    enter: on({ fact: type }, { again: 'always' }),
  })
  const to = (name: string): Step[] => [wait('1 day'), { step: 'enrol', sequence: name }]
  const three = [
    plan(to('two'), always('deal.won'), 'one'),
    plan(to('three'), always('document.opened'), 'two'),
    plan(to('one'), always('warming.started'), 'three'),
  ]
  expect(check(three, known).map(({ path, message }) => `${path}: ${message}`)).toEqual([
    'three › 2: one → two → three → one goes round for ever',
  ])
})

/** A hundred sequences as long as real ones: some twenty-five steps. */
const hundred = () =>
  Array.from({ length: 100 }, (_, n) =>
    plan(
      Array.from({ length: 5 }, (_, m) => [
        send('tender/received', { id: `m${m}` }),
        wait('3 days', { id: `w${m}`, until: did('document.opened'), else: [wait('1 week')] }),
        when(ref<string>('lead.stage').is('client'), [wait(`${m + 1} days`)]),
      ]).flat(),
      { enter: on(submitted('tender')), goal: when(heat.atLeast(70)) },
      `sequence ${n}`,
    ),
  )

test('a hundred sequences are checked in under 200 ms', async () => {
  // The best of three, each of plans that nobody has walked: the first one also pays for the compiler.
  const took: number[] = []
  for (const plans of [hundred(), hundred(), hundred()])
    took.push(await cpuMs(() => expect(check(plans, known)).toEqual([])))
  expect(Math.min(...took)).toBeLessThan(200)
})
