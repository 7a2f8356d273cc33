import fc from 'fast-check'
import type { View } from '../../../core/advance/view.ts'
import type { Condition, Duration, Step } from '../../../core/language/index.ts'
import { aFact, aView, start } from './given.ts'

const DAY = 86_400_000
const TYPES = ['page.viewed', 'deal.won', 'document.opened']

const duration = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom('hours', 'days', 'weeks', 'workdays', 'workhours'))
  .map(([n, unit]) => `${n} ${unit}` as Duration)

const points = fc.integer({ min: -20, max: 150 })
const times = fc.option(
  fc.record({ atLeast: fc.integer({ min: 0, max: 3 }), atMost: fc.integer({ min: 1, max: 4 }) }),
  {
    nil: undefined,
  },
)

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof<fc.Arbitrary<unknown>[]>(
    { maxDepth: 3 },
    fc.record({ did: fc.constantFrom(...TYPES), within: fc.option(duration, { nil: undefined }), times }),
    fc.record({ score: fc.constant('heat' as const), atLeast: points }),
    fc.record({ score: fc.constant('heat' as const), atMost: points }),
    fc.record({ field: fc.constant('lead.stage'), in: fc.constant(['client']) }),
    fc.record({
      overdue: fc.constantFrom(...TYPES),
      by: fc.double({ min: 0.2, max: 3, noNaN: true }),
      fallback: fc.option(duration, { nil: undefined }),
    }),
    fc.record({ segment: fc.constantFrom('readers', 'hot', 'circle', 'unknown') }),
    fc.record({ anyone: tie('condition') }),
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
    fc.record({ becomes: tie('condition') }),
  ) as fc.Arbitrary<Condition>,
}))

/** Any condition. */
export const conditions: fc.Arbitrary<Condition> = condition

const group = fc.record({
  value: fc.double({ min: 0, max: 100, noNaN: true }),
  fixed: fc.integer({ min: -30, max: 0 }),
  at: fc.integer({ min: start - 90 * DAY, max: start }),
})

const facts = fc.array(
  fc.tuple(fc.constantFrom(...TYPES), fc.integer({ min: start - 60 * DAY, max: start })),
  { maxLength: 8 },
)

/** Segments that random conditions name; one of them asks for itself. */
const segments: Record<string, Condition> = {
  readers: { did: 'page.viewed', within: '9 days' },
  hot: { any: [{ score: 'heat', atLeast: 60 }, { not: { segment: 'readers' } }] },
  circle: { not: { segment: 'circle' } },
}

const inOrder = (lead: string, seen: [string, number][]) =>
  seen.map(([type, at]) => aFact(type, at, {}, { lead })).sort((a, b) => a.at - b.at)

/** Any lead at the start of December 2026. */
export const views: fc.Arbitrary<View> = fc
  .record({
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Vladivostok', 'America/New_York'),
    stage: fc.constantFrom(undefined, 'client', 'potential'),
    mail: group,
    site: group,
    fit: fc.integer({ min: -10, max: 40 }),
    facts,
    colleague: fc.record({ mail: group, facts }),
  })
  .map(({ zone, stage, mail, site, fit, facts, colleague }) =>
    aView({
      lead: { zone, fit, score: { mail, site } },
      values: { 'lead.stage': stage, 'event.startsAt': start + 20 * DAY },
      facts: inOrder('L', facts),
      segments,
      colleagues: [
        {
          id: 'vera',
          zone: 'UTC',
          country: null,
          fit: 0,
          score: { mail: colleague.mail },
          values: {},
          facts: inOrder('vera', colleague.facts),
        },
      ],
    }),
  )

const { steps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4 }),
  step: fc.oneof(
    { maxDepth: 3 },
    fc.record({ step: fc.constant('send'), template: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ step: fc.constant('wait'), time: fc.record({ duration }) }),
    fc.constant({ step: 'wait', time: { weekly: 'tue 10:00' } }),
    fc.constant({ step: 'wait', time: { at: { ref: 'enquiry.deadline' } } }),
    fc.constant({ step: 'end', reason: 'enough' }),
    fc.record({
      step: fc.constant('wait'),
      time: fc.record({ duration }),
      until: condition,
      then: tie('steps'),
      else: tie('steps'),
    }),
    fc.record({
      step: fc.constant('around'),
      date: fc.constantFrom(
        { ref: 'event.startsAt' },
        { ref: 'event.endsAt' },
        { ref: 'event.endsAt', fallback: '30 days' },
      ),
      at: fc.dictionary(fc.constantFrom('-30 days', '-3 days', '-2 hours', '+5 workdays'), tie('steps')),
      until: fc.option(condition, { nil: undefined }),
      then: tie('steps'),
      else: tie('steps'),
      late: fc.constantFrom('skip', 'first'),
    }),
    fc.record({
      step: fc.constant('repeat'),
      every: duration,
      times: fc.integer({ min: 1, max: 4 }),
      steps: tie('steps'),
    }),
    fc.record({
      step: fc.constant('branch'),
      arms: fc.array(fc.record({ when: condition, do: tie('steps') }), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ when: condition, do: tie('steps') }),
  ) as fc.Arbitrary<Step>,
}))

/** Any list of steps; each gets an id of its own, as an author would have to give where two are alike. */
export const stepLists: fc.Arbitrary<Step[]> = steps.map((list) => withIds(list, { n: 0 }))

function withIds<T>(part: T, count: { n: number }): T {
  if (Array.isArray(part)) return part.map((one) => withIds(one, count)) as T
  if (typeof part !== 'object' || part === null) return part
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withIds(value, count)]))
  return ('step' in copy ? { ...copy, id: `${copy.step} ${++count.n}` } : copy) as T
}
