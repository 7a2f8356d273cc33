import { describe, expect, test } from 'vitest'
import {
  becomes,
  branch,
  clicked,
  did,
  done,
  end,
  enrol,
  entry,
  fact,
  handOff,
  heat,
  not,
  on,
  otherwise,
  owner,
  type Options,
  record,
  ref,
  send,
  sequence,
  set,
  split,
  type Step,
  submitted,
  task,
  wait,
  when,
} from '../../../core/language/index.ts'
import { check } from '../../../core/plan/check.ts'
import { compile } from '../../../core/plan/compile.ts'
import { known } from './known.ts'

/** Names that no type would let through, as a file without types may hold them. */
const wrong = (value: unknown) => value as never

const plan = (steps: Step[], options: Partial<Options> = {}, name = 's') =>
  compile(sequence(name, { topic: 'know-how', ...options }, steps), known.facts)
const faults = (steps: Step[], options: Partial<Options> = {}) =>
  check([plan(steps, options)], known).map(({ path, message, hint }) => [
    path,
    message,
    ...(hint ? [hint] : []),
  ])
const stage = ref<string>('lead.stage')

test('a sound sequence has no fault', () => {
  expect(
    faults(
      [
        send('tender/received'),
        handOff('tenders'),
        wait('3 workdays', { until: done('tenders', 'lost'), then: [end('closed')], else: [send('a')] }),
        branch(
          when(stage.is('client'), [set(stage, 'gone')]),
          otherwise([record('warming.started', { by: owner() })]),
        ),
        wait('tue 10:00'),
        wait(ref<Date>('enquiry.deadline')),
        split('arms', { one: [send('b')], none: [] }),
      ],
      {
        enter: on(submitted('tender'), { per: 'enquiry' }),
        goal: when(becomes(heat.atLeast(70)), [handOff('sales')]),
        stop: [when(did('deal.won'), [send('a', { to: owner() })])],
        hours: 'work',
        from: owner(),
      },
    ),
  ).toEqual([])
})

describe('names that nobody declared, with the nearest', () => {
  test.each<[string, Step | Partial<Options>, string[]]>([
    [
      'template',
      send('tender/recieved'),
      ['s › 1', "no template is called 'tender/recieved'", "did you mean 'tender/received'?"],
    ],
    ['route', handOff(wrong('tender')), ['s › 1', "no route is called 'tender'", "did you mean 'tenders'?"]],
    ['sequence', enrol('ss'), ['s › 1', "no sequence is called 'ss'", "did you mean 's'?"]],
    [
      'recorded fact',
      record(wrong('deal_won')),
      ['s › 1', "no fact is called 'deal_won'", "did you mean 'deal.won'?"],
    ],
    [
      'asked fact',
      when(did(wrong('deal_won'))),
      ['s › 1', "no fact is called 'deal_won'", "did you mean 'deal.won'?"],
    ],
    [
      'field',
      set(ref<string>('lead.stags'), 'x'),
      ['s › 1', "no field is called 'lead.stags'", "did you mean 'lead.stage'?"],
    ],
    [
      'asked field',
      when(ref<string>('lead.stags').known()),
      ['s › 1', "no field is called 'lead.stags'", "did you mean 'lead.stage'?"],
    ],
    ['clicked template', when(clicked('c')), ['s › 1', "no template is called 'c'"]],
    ['step', when(done('call')), ['s › 1', "no task or hand-off of this sequence is called 'call'"]],
    [
      'person',
      send('a', { to: wrong({ person: 'ownr' }) }),
      ['s › 1', "no person is called 'ownr'", "did you mean 'owner'?"],
    ],
    [
      'topic',
      { topic: wrong('knowhow') },
      ['s › topic', "no topic is called 'knowhow'", "did you mean 'know-how'?"],
    ],
    ['hours', { hours: wrong('works') }, ['s › hours', "no hours is called 'works'", "did you mean 'work'?"]],
    [
      'form',
      { enter: on(submitted(wrong('tendr'))) },
      ['s › enter', "no form is called 'tendr'", "did you mean 'tender'?"],
    ],
    [
      'trigger',
      { enter: on(fact(wrong('deal_won'))) },
      ['s › enter', "no fact is called 'deal_won'", "did you mean 'deal.won'?"],
    ],
    [
      'thing',
      { enter: on(submitted('tender'), { per: wrong('enquirie') }) },
      ['s › enter', "no thing is called 'enquirie'", "did you mean 'enquiry'?"],
    ],
  ])('%s', (_, part, fault) => {
    expect(
      'step' in part || 'when' in part ? faults([part as Step]) : faults([], part as Partial<Options>),
    ).toEqual([fault])
  })

  test('the path is the place as its author wrote it', () => {
    const paths = faults([
      wait('3 days', { until: did('deal.won'), else: [send('x'), wait('1 week')] }),
      branch(when(stage.is('client'), [send('x')]), otherwise([when(stage.known(), [send('x')])])),
    ]).map(([path]) => path)
    expect(paths).toEqual(['s › 1.else.1', 's › 2.1.1', 's › 2.2.1.1'])
  })
})

describe('the order of steps', () => {
  test('steps that no journey comes to', () => {
    const unreached = (steps: Step[]) => faults(steps).map(([path, message]) => [path, message])
    const never = 'no journey ever comes to this step'
    expect(unreached([end('x'), send('a')])).toEqual([['s › 2', never]])
    expect(unreached([branch(when(stage.known(), [end()]), otherwise([end()])), send('a')])).toEqual([
      ['s › 2', never],
    ])
    expect(unreached([when(stage.known(), [end()]), send('a')])).toEqual([])
    expect(unreached([split('x', { a: [end()], b: [end()] }), send('a')])).toEqual([['s › 2', never]])
    expect(
      unreached([wait('1 day', { until: did('deal.won'), then: [end()], else: [end()] }), send('a')]),
    ).toEqual([['s › 2', never]])
    expect(unreached([wait('1 day', { until: did('deal.won'), then: [end()] }), send('a')])).toEqual([])
  })

  test('two mails to the lead with no wait between, also through arms', () => {
    const second = (path: string) => [
      path,
      'a second mail to the lead with no wait between',
      'put a wait before it',
    ]
    expect(faults([send('a'), send('b')])).toEqual([second('s › 2')])
    expect(faults([when(stage.known(), [send('a')]), send('b')])).toEqual([second('s › 2')])
    expect(faults([send('a'), wait('1 day'), send('b')])).toEqual([])
    expect(faults([send('a'), send('b', { to: owner() })])).toEqual([])
    expect(faults([when(stage.known(), [send('a'), end()]), send('b')])).toEqual([])
  })

  test('a wait in the steps of goal or stop', () => {
    const message = ['the steps of goal and stop may not wait', 'enrol another sequence for what takes time']
    const goal = when(did('deal.won'), [wait('1 day')])
    expect(faults([], { goal })).toEqual([['s › goal.1', ...message]])
    expect(
      faults([], {
        stop: [when(did('deal.won')), when(stage.known(), [when(stage.known(), [wait('1 day')])])],
      }),
    ).toEqual([['s › stop.2.1.1', ...message]])
  })

  test('two alike steps without ids', () => {
    expect(faults([send('a'), wait('1 day'), send('a')])).toEqual([
      ['s › 3', 'the same as the step at 1', 'give each an id of its own'],
    ])
    expect(faults([send('a'), wait('1 day'), send('a', { id: 'again' })])).toEqual([])
    expect(
      faults([task('t', { to: owner(), due: '1 day' }), task('t', { to: owner(), due: '1 day' })]).map(
        ([path]) => path,
      ),
    ).toEqual(['s › 2'])
  })

  test('arms of a wait without a condition, and lengths of time that are none', () => {
    expect(faults([wait('1 day', { else: [send('a')] })])).toEqual([
      ['s › 1', 'then and else of a wait need an until'],
    ])
    expect(faults([wait(wrong('3 dayz'))]).map(([, message]) => message)).toEqual([
      "'3 dayz' is no length of time",
    ])
    expect(faults([wait('-3 days')]).map(([, message]) => message)).toEqual([
      "'-3 days' is no length of time",
    ])
    expect(faults([wait('tue 25:00')]).map(([, message]) => message)).toEqual([
      "'tue 25:00' is no weekday and time",
    ])
    expect(faults([task('t', { to: owner(), due: wrong('soon') })]).map(([, message]) => message)).toEqual([
      "'soon' is no length of time",
    ])
  })
})

describe('conditions', () => {
  test('that cannot change', () => {
    const message = ['this cannot change while the journey runs', 'ask it in enter: if, or in a branch']
    expect(faults([wait('1 day', { until: entry('by').is('x') })])).toEqual([['s › 1', ...message]])
    expect(faults([], { goal: when(entry('by').known()) })).toEqual([['s › goal', ...message]])
    expect(faults([], { goal: when(becomes(entry('by').known())) })).toEqual([
      ['s › goal', 'becomes(…) never comes true: what it asks cannot change'],
    ])
    expect(faults([when(entry('by').known(), [send('a')])])).toEqual([])
  })

  test('of leads in no journey count from nothing', () => {
    expect(
      faults([], { enter: on(becomes(not(did('deal.won')))) }).map(([path, message]) => [path, message]),
    ).toEqual([['s › enter', "did('deal.won') has no entry to count from here"]])
    expect(faults([], { enter: on(submitted('tender'), { if: did('deal.won', { ever: true }) }) })).toEqual(
      [],
    )
  })

  test('on a thing need a sequence about it', () => {
    expect(faults([wait(ref<Date>('event.startsAt'))]).map(([path, message]) => [path, message])).toEqual([
      ['s › 1', "'event.startsAt' is never known here: the sequence is about no event"],
    ])
    expect(faults([], { goal: when(did(wrong('event.moved'))) }).map(([, message]) => message)).toEqual([
      "'event.moved' is about a thing, and the sequence is about none",
    ])
  })

  test('a fact of the company starts nothing without who', () => {
    expect(faults([], { enter: on(fact('order.placed')) })).toEqual([
      [
        's › enter',
        "'order.placed' is about the company: it does not say which person enters",
        'name somebody with who',
      ],
    ])
    expect(faults([], { enter: on(fact('order.placed'), { who: entry('contact') }) })).toEqual([])
  })
})

describe('circles of sequences', () => {
  const always = (type: string): Partial<Options> => ({ enter: on(fact(wrong(type)), { again: 'always' }) })
  const circle = (second: Partial<Options>) =>
    check(
      [
        plan([wait('1 day'), enrol('two')], always('deal.won'), 'one'),
        plan([wait('1 day'), enrol('one')], second, 'two'),
      ],
      known,
    )

  test('that let the same lead in for ever', () => {
    expect(circle(always('document.opened'))).toEqual([
      {
        path: 'two › 2',
        message: 'one → two → one goes round for ever',
        hint: "let one of them in only once, or again: '180 days'",
        words: "enrol('one')",
      },
    ])
  })

  test('are bounded where one of them does not', () => {
    expect(circle({ enter: on(fact('document.opened'), { again: '180 days' }) })).toEqual([])
    expect(circle({})).toEqual([])
  })

  test('also by a fact that one records', () => {
    const message = 's → s goes round for ever'
    expect(
      check([plan([wait('1 day'), record('warming.started')], always('warming.started'))], known).map(
        (one) => one.message,
      ),
    ).toEqual([message])
  })

  test('two sequences of one name', () => {
    expect(check([plan([]), plan([])], known).map((one) => one.message)).toEqual([
      "two sequences are called 's'",
    ])
  })
})
