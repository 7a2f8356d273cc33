import fc from 'fast-check'
import type { Condition, Duration, SequenceTree, Step } from '../../core/language/index.ts'
import { conditions, stepLists } from '../core/advance/random.ts'
import { minute, type Story, type StoryFact } from './story.ts'

const START = Date.parse('2026-12-01T10:00:00Z')
const MINUTES = 90 * 24 * 60
const TYPES = ['page.viewed', 'deal.won', 'document.opened', 'call.requested'] as const

const duration = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom('hours', 'days', 'workdays'))
  .map(([n, unit]) => `${n} ${unit}` as Duration)

// A trigger looks from outside of any journey: what happened must say how far back it counts.
const outside: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ score: fc.constant('heat' as const), atLeast: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ did: fc.constantFrom(...TYPES), within: duration }),
  fc.record({ not: fc.record({ did: fc.constantFrom(...TYPES), within: duration }) }),
  fc.record({
    overdue: fc.constantFrom(...TYPES),
    by: fc.constantFrom(0.5, 1, 1.5, 2),
    fallback: fc.option(duration, { nil: undefined }),
  }),
) as fc.Arbitrary<Condition>

const enrols = { step: 'enrol', sequence: 'third' } as unknown as Step

const extras: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ step: fc.constant('task'), to: fc.constant({ person: 'owner' }), due: duration }),
  fc.record({
    step: fc.constant('set'),
    field: fc.constant('lead.stage'),
    // One value: what is set and taken back in one instant was never so for the store.
    value: fc.constant('client'),
  }),
  fc.record({ step: fc.constant('send'), next: fc.constant('reading') }),
  fc.record({
    step: fc.constant('record'),
    type: fc.constant('deal.won'),
    props: fc.constant({}),
  }),
  fc.constant({
    step: 'split',
    arms: {
      one: [{ step: 'send', id: 'one', template: 'a' }],
      two: [{ step: 'send', id: 'two', template: 'b' }],
    },
  }),
) as fc.Arbitrary<Step>

const stepsWith = (more: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> =>
  fc.tuple(stepLists, fc.array(fc.tuple(fc.nat(), more), { maxLength: 3 })).map(([list, more]) => {
    const all = [...list]
    for (const [n, [place, step]] of more.entries())
      all.splice(place % (all.length + 1), 0, { ...step, id: `extra ${n + 1}` } as Step)
    return all
  })

const arms = fc.array(
  conditions.map((when) => ({ when, do: [] })),
  { maxLength: 2 },
)

const options = {
  topic: fc.constant('news'),
  again: fc.constantFrom('never', 'always', '10 days'),
  group: fc.constantFrom(undefined, 'nurture'),
  priority: fc.integer({ min: 4, max: 6 }),
  goal: fc.option(
    conditions.map((when) => ({ when, do: [] })),
    { nil: undefined },
  ),
  stop: arms,
}

const tree = (sequence: string, on: fc.Arbitrary<object | null>) =>
  fc
    // Only the third is enrolled into, and enrols nobody: a circle is refused by check.
    .record({
      ...options,
      on,
      steps: stepsWith(sequence === 'third' ? extras : fc.oneof(extras, fc.constant(enrols))),
    })
    .map(
      ({ on, again, ...rest }) =>
        JSON.parse(
          JSON.stringify({ sequence, ...rest, ...(on && { enter: { on: [on], again } }) }),
        ) as SequenceTree,
    )

const trees = fc.tuple(
  tree('first', fc.constantFrom({ fact: 'form.submitted' }, { fact: 'page.viewed' })),
  tree(
    'second',
    outside.map((becomes) => ({ becomes })),
  ),
  tree('third', fc.constant(null)),
)

const fact: fc.Arbitrary<StoryFact> = fc
  .record({
    type: fc.constantFrom('form.submitted', ...TYPES),
    of: fc.constantFrom('anna', 'vera'),
    after: fc.integer({ min: 1, max: MINUTES }),
  })
  .map(({ type, of, after }) => ({
    type,
    of,
    at: minute(START + after * 60_000),
    ...(type === 'form.submitted' && { props: { form: 'news' } }),
    ...(type === 'page.viewed' && { props: { page: '/prices' } }),
    ...(type === 'deal.won' && { props: { deal: 'D1' } }),
    ...(type === 'document.opened' && { props: { document: 'guide' } }),
  }))

/** Three sequences of any kind, and a company of two to whom anything happens. */
export const randomStories = fc
  .record({ trees, facts: fc.array(fact, { minLength: 1, maxLength: 10 }) })
  .map(({ trees, facts }): { trees: SequenceTree[]; story: Story } => ({
    trees,
    story: {
      name: 'anything',
      sequence: 'first',
      people: { anna: { role: 'user' }, vera: { role: 'decider' } },
      facts: [...facts].sort((a, b) => (a.at < b.at ? -1 : 1)),
      until: minute(START + 2 * MINUTES * 60_000),
      expected: [],
    },
  }))
