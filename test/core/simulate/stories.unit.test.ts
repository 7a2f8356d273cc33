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
  on,
  otherwise,
  owner,
  record,
  ref,
  send,
  sequence,
  set,
  submitted,
  task,
  wait,
  when,
} from '../../../core/language/index.ts'
import type { SequenceTree } from '../../../core/language/index.ts'
import { compile } from '../../../core/plan/compile.ts'
import { simulate, type ScriptFact, type Simulation } from '../../../core/simulate/simulate.ts'
import { at, scoring } from '../advance/given.ts'

const stage = ref<string>('lead.stage')
const interest = ref<string[]>('lead.interest')

const says = (when: string, type: string, props: Record<string, unknown> = {}): ScriptFact => ({
  at: at(when),
  type,
  props,
})

interface Given extends Partial<Omit<Simulation, 'plans' | 'script' | 'until'>> {
  plans: SequenceTree[]
  script: ScriptFact[]
  until?: string
}

/** The story in short: day, hour, what, and the word that matters. Waits and facts are left out. */
function story({ plans, script, until = '2028-01-01 00:00', ...more }: Given): string[] {
  const lines = simulate({
    plans: plans.map((tree) => compile(tree)),
    scoring,
    lead: { owner: 'petrov' },
    things: { enquiry: ['deadline'] },
    ...more,
    script,
    until: at(until),
  })
  return lines
    .filter(({ what }) => !['waits', 'fact', 'took', 'category'].includes(what))
    .map(({ at, what, sequence, values }) => {
      const { template, why, reason, left, skipped, thing, handOff, task, ...rest } = values
      const words = [template, why, reason, left, skipped, thing, handOff, task].filter(
        (word) => word !== undefined,
      )
      const word = words.length > 0 ? words.join(' ') : Object.values(rest).join(' ')
      return `${new Date(at).toISOString().slice(5, 16).replace('T', ' ')} ${sequence}: ${what} ${word}`.trim()
    })
}

describe('a tender enquiry', () => {
  const tender = sequence(
    'tender',
    {
      enter: on(submitted('tender'), { per: 'enquiry' }),
      goal: when(did('deal.won')),
      stop: [when(did('deal.lost'), [record('warming.started', { by: owner() })])],
      topic: 'enquiries',
    },
    [
      send('received'),
      handOff('tenders'),
      wait('3 workdays', {
        until: did('proposal.sent'),
        else: [task('send-proposal', { to: owner(), due: '4 workhours' })],
      }),
      wait('2 weeks', { until: done('tenders', 'lost'), then: [end('closed')] }),
      send('how-did-we-do'),
    ],
  )

  test('a second enquiry is a second journey, and what is won ends one of them', () => {
    expect(
      story({
        plans: [tender],
        script: [
          says('2026-12-01 10:00', 'form.submitted', { form: 'tender', enquiry: 'E1' }),
          says('2026-12-03 10:00', 'form.submitted', { form: 'tender', enquiry: 'E2' }),
          says('2026-12-03 12:00', 'proposal.sent', { enquiry: 'E1' }),
          says('2026-12-09 10:00', 'deal.won', { deal: 'D1', enquiry: 'E1' }),
        ],
      }),
    ).toEqual([
      '12-01 10:00 tender: entered enquiry:E1',
      '12-01 10:00 tender: sent received',
      '12-01 10:00 tender: did tenders',
      '12-03 10:00 tender: entered enquiry:E2',
      '12-03 10:00 tender: sent received',
      '12-03 10:00 tender: did tenders',
      '12-08 10:00 tender: did send-proposal',
      '12-09 10:00 tender: goal 1',
      '12-09 10:00 tender: ended goal',
      '12-22 10:00 tender: sent how-did-we-do',
      '12-22 10:00 tender: ended finished',
    ])
  })

  test('what sales says of the hand-off ends it', () => {
    const script = [
      says('2026-12-01 10:00', 'form.submitted', { form: 'tender', enquiry: 'E1' }),
      says('2026-12-10 10:00', 'step.done', { step: 'tenders', outcome: 'lost' }),
    ]
    expect(story({ plans: [tender], script }).at(-1)).toBe('12-10 10:00 tender: ended closed')
  })

  test('a fact that it records starts another', () => {
    const warming = sequence('warming', { enter: on(fact('warming.started')), topic: 'know-how' }, [
      task('look', { to: entry('by'), due: '1 day' }),
    ])
    const script = [
      says('2026-12-01 10:00', 'form.submitted', { form: 'tender', enquiry: 'E1' }),
      says('2026-12-02 10:00', 'deal.lost', { deal: 'D1', enquiry: 'E1' }),
    ]
    expect(story({ plans: [tender, warming], script }).slice(3)).toEqual([
      '12-02 10:00 tender: stop 1',
      '12-02 10:00 tender: did warming.started',
      '12-02 10:00 tender: ended stop',
      '12-02 10:00 warming: entered',
      '12-02 10:00 warming: did look',
      '12-02 10:00 warming: ended finished',
    ])
  })
})

describe('a document request', () => {
  const document = sequence(
    'document',
    {
      enter: on(submitted('document'), { again: '180 days' }),
      goal: when(heat.atLeast(70), [handOff('sales')]),
      stop: [when(stage.is('client'))],
      topic: 'know-how',
      group: 'nurture',
      hours: 'work',
    },
    [
      wait('3 days', { until: did('document.opened'), else: [send('reminder'), wait('1 week')] }),
      branch(when(interest.has('saws'), [send('saws')]), otherwise([send('which')])),
      wait('1 month'),
      send('more'),
    ],
  )
  const asked = says('2026-12-01 10:00', 'form.submitted', { form: 'document' })

  test('not opened, reminded, then by interest', () => {
    const lead = { values: { 'lead.interest': ['saws'] } }
    expect(story({ plans: [document], lead, script: [asked] })).toEqual([
      '12-01 10:00 document: entered',
      '12-04 10:00 document: sent reminder',
      '12-11 10:00 document: sent saws',
      '01-11 10:00 document: sent more',
      '01-11 10:00 document: ended finished',
    ])
  })

  test('rule 4: once in 180 days, and a refusal has its reason', () => {
    const ask = (when: string) => says(when, 'form.submitted', { form: 'document' })
    const lines = story({
      plans: [document],
      script: [asked, ask('2026-12-20 10:00'), ask('2027-03-01 10:00'), ask('2027-07-01 10:00')],
    })
    expect(lines.filter((line) => line.includes('enter'))).toEqual([
      '12-01 10:00 document: entered',
      '12-20 10:00 document: not entered already in',
      '03-01 10:00 document: not entered was in less than 180 days ago',
      '07-01 10:00 document: entered',
    ])
  })

  test('hot: the goal hands over, and nothing follows', () => {
    const script = [asked, says('2026-12-05 10:00', 'call.requested')]
    expect(story({ plans: [document], script }).slice(1)).toEqual([
      '12-04 10:00 document: sent reminder',
      '12-05 10:00 document: goal 80',
      '12-05 10:00 document: did sales',
      '12-05 10:00 document: ended goal',
    ])
  })

  test('a field that changes ends it', () => {
    const script = [asked, says('2026-12-02 10:00', 'lead.changed', { stage: 'client' })]
    expect(story({ plans: [document], script }).at(-1)).toBe('12-02 10:00 document: ended stop')
  })

  test('rule 9: mail held until Monday, and the month counts from Monday', () => {
    const hours = { work: { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] } }
    const script = [
      says('2026-12-02 20:00', 'form.submitted', { form: 'document' }),
      says('2026-12-04 20:00', 'document.opened'),
    ]
    expect(story({ plans: [document], hours, script }).slice(1)).toEqual([
      '12-04 20:00 document: sent which',
      '12-07 09:00 document: mail which the hours opened',
      '01-07 09:00 document: sent more',
      '01-07 09:00 document: ended finished',
    ])
  })

  test('rule 6: a mail that has not left when the journey ends never leaves; what the end itself sends does', () => {
    const hours = { work: { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] } }
    const bye = sequence(
      'bye',
      {
        enter: on(submitted('document')),
        stop: [when(did('deal.won'), [send('thanks')])],
        topic: 'know-how',
        hours: 'work',
      },
      [send('hello'), wait('1 month')],
    )
    const script = [
      says('2026-12-04 20:00', 'form.submitted', { form: 'document' }),
      says('2026-12-05 10:00', 'deal.won'),
    ]
    expect(story({ plans: [bye], hours, script })).toEqual([
      '12-04 20:00 bye: entered',
      '12-04 20:00 bye: sent hello',
      '12-05 10:00 bye: stop 1',
      '12-05 10:00 bye: sent thanks',
      '12-05 10:00 bye: ended stop',
      '12-05 10:00 bye: mail hello journey ended',
      '12-07 09:00 bye: mail thanks the hours opened',
    ])
  })

  test('quiet hours and marketing’s own holidays are played, for mail and for workdays', () => {
    const quiet = [{ from: '21:00', to: '08:00', days: [1, 2, 3, 4, 5, 6, 7] }]
    const holidays = { RU: { off: { '12-30 to 01-09': 'the long New Year' } } }
    const greet = sequence('greet', { enter: on(submitted('document')), topic: 'know-how' }, [
      send('hello'),
      wait('2 workdays'),
      send('more'),
    ])
    const script = [says('2026-12-28 22:00', 'form.submitted', { form: 'document' })]
    const lead = { zone: 'UTC', country: 'RU' }
    expect(story({ plans: [greet], quiet, holidays, lead, script })).toEqual([
      '12-28 22:00 greet: entered',
      '12-28 22:00 greet: sent hello',
      '12-29 08:00 greet: mail hello the hours opened',
      '01-12 08:00 greet: sent more',
      '01-12 08:00 greet: ended finished',
    ])
  })

  test('rule 11: one journey of a group, where the higher priority replaces', () => {
    const warming = sequence(
      'warming',
      { enter: on(fact('warming.started')), topic: 'know-how', group: 'nurture', priority: 8 },
      [wait('1 day')],
    )
    const script = [
      asked,
      says('2026-12-02 10:00', 'warming.started'),
      says('2026-12-02 11:00', 'form.submitted', { form: 'tender' }),
    ]
    const low = sequence(
      'low',
      { enter: on(submitted('tender')), topic: 'know-how', group: 'nurture', priority: 8 },
      [],
    )
    expect(story({ plans: [document, warming, low], script })).toEqual([
      '12-01 10:00 document: entered',
      '12-02 10:00 document: ended replaced by warming',
      '12-02 10:00 warming: entered',
      '12-02 11:00 low: not entered warming goes first in nurture',
      '12-03 10:00 warming: ended finished',
    ])
  })
})

test('hot already is no goal of warming: it must cool and come back', () => {
  const warming = sequence(
    'warming',
    {
      enter: on(fact('warming.started')),
      goal: when(becomes(heat.atLeast(70)), [handOff('back', { to: entry('by') })]),
      topic: 'know-how',
    },
    [wait('1 year')],
  )
  const script = [
    says('2026-12-01 10:00', 'call.requested'),
    says('2026-12-02 10:00', 'warming.started', { by: 'petrov' }),
    says('2027-03-01 10:00', 'call.requested'),
  ]
  expect(story({ plans: [warming], script })).toEqual([
    '12-02 10:00 warming: entered',
    '03-01 10:00 warming: goal 90',
    '03-01 10:00 warming: did back',
    '03-01 10:00 warming: ended goal',
  ])
})

test('a condition that comes true starts a journey, once each time it comes true', () => {
  const hot = sequence(
    'hot',
    { enter: on(becomes(heat.atLeast(70)), { again: 'always' }), topic: 'know-how' },
    [handOff('sales')],
  )
  const script = ['2026-12-01 10:00', '2026-12-02 10:00', '2027-06-01 10:00'].map((when) =>
    says(when, 'call.requested'),
  )
  expect(story({ plans: [hot], script }).filter((line) => line.includes('entered'))).toEqual([
    '12-01 10:00 hot: entered',
    '06-01 10:00 hot: entered',
  ])
})

test('cooling starts a journey at its instant, with no fact', () => {
  const cold = sequence('cold', { enter: on(becomes(heat.atMost(40))), topic: 'know-how' }, [
    send('miss-you'),
  ])
  // A hundredth of a point above the threshold counts as at it.
  const lines = story({ plans: [cold], script: [says('2026-12-01 10:00', 'call.requested')] })
  expect(lines).toEqual([
    '12-31 09:44 cold: entered',
    '12-31 09:44 cold: sent miss-you',
    '12-31 09:44 cold: ended finished',
  ])
})

test('clicked is a click in the mail of this journey', () => {
  const welcome = sequence('welcome', { enter: on(submitted('newsletter')), topic: 'know-how' }, [
    send('question'),
    wait('5 days', { until: clicked('question'), then: [set(stage, 'potential')], else: [send('again')] }),
    enrol('next'),
  ])
  const next = sequence('next', { topic: 'know-how' }, [
    when(stage.is('potential'), [send('for-potentials')]),
  ])
  const script = [
    says('2026-12-01 10:00', 'form.submitted', { form: 'newsletter' }),
    says('2026-12-02 10:00', 'email.clicked', { template: 'question' }),
  ]
  expect(story({ plans: [welcome, next], script }).slice(2)).toEqual([
    '12-02 10:00 welcome: did lead.stage potential',
    '12-02 10:00 welcome: did next',
    '12-02 10:00 welcome: ended finished',
    '12-02 10:00 next: entered',
    '12-02 10:00 next: sent for-potentials',
    '12-02 10:00 next: ended finished',
  ])
})

test('the story ends when it is told to', () => {
  const long = sequence('long', { enter: on(submitted('newsletter')), topic: 'know-how' }, [
    wait('5 days'),
    send('a'),
  ])
  const script = [says('2026-12-01 10:00', 'form.submitted', { form: 'newsletter' })]
  expect(story({ plans: [long], script, until: '2026-12-06 09:59' })).toEqual(['12-01 10:00 long: entered'])
  expect(story({ plans: [long], script, until: '2026-12-06 10:00' })).toHaveLength(3)
})
