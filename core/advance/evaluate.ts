import { fieldHolds } from '../facts/field-holds.ts'
import { matches } from '../facts/matches.ts'
import { canonicalJson } from '../hash.ts'
import type { Condition, Wanted } from '../language/conditions.ts'
import type { Json } from '../language/durations.ts'
import { type ConditionKind, type ConditionOf, readCondition } from '../plan/conditions.ts'
import { EXACT, heat, reaches } from '../score/heat.ts'
import { addDuration } from '../time/duration.ts'
import { colleagueViews, outside } from './colleagues.ts'
import { overdueAt } from './rhythm.ts'
import { leadCalendar, valueAt } from './values.ts'
import type { SeenFact, View } from './view.ts'

/** Which inner conditions of `becomes` were seen false, by `becomesKey`. */
export type Seen = Readonly<Record<string, boolean>>

/** "At most" allows the same hair above as "at least" below: points are sums of fractions. */
export const justAbove = (points: number): number => points + 2 * EXACT

/** Under which `Position.seenFalse` remembers the inner condition of a `becomes`. */
export const becomesKey = (inner: Condition): string => canonicalJson(inner)

/** Whether a fact's properties are what `where` asks. */
export const holds = (where: Record<string, Wanted> | undefined, props: Record<string, unknown>): boolean =>
  matches(where, props)

function knownFieldHolds(condition: ConditionOf<'field'>, view: View): boolean {
  const value = valueAt(condition.field, view)
  return value !== undefined && fieldHolds(condition, value)
}

/** Whether a type of fact is of what a journey itself causes: its mail, its tasks and its hand-offs. */
export const isOwn = (type: string): boolean => type.startsWith('email.') || type === 'step.done'

/** Rule 2: of a journey about a thing, a fact about another of its kind is not. */
function sameThing(fact: SeenFact, thing: string | null): boolean {
  if (thing === null) return true
  const kind = thing.slice(0, thing.indexOf(':') + 1)
  const named = fact.things.filter((one) => one.startsWith(kind))
  return named.length === 0 || named.includes(thing)
}

/** When a fact stops counting for `within`: at this instant it is too old. */
export const outdatedAt = (fact: SeenFact, within: ConditionOf<'did'>['within'], view: View): number =>
  within ? addDuration(fact.at, within, leadCalendar(view)) : Number.POSITIVE_INFINITY

/** The facts that a `did` counts now (rules 1 and 2). What a machine opened or clicked never counts. */
export function factsCounted(condition: ConditionOf<'did'>, view: View): SeenFact[] {
  const { did, where, within, ever } = condition
  const back = Boolean(within || ever)
  return view.facts.filter(
    (fact) =>
      fact.type === did &&
      (back || fact.at >= view.journey.enteredAt) &&
      (back || !isOwn(did) || fact.props.journey === view.journey.id) &&
      fact.props.human !== false &&
      sameThing(fact, view.journey.thing) &&
      view.now < outdatedAt(fact, within, view) &&
      holds(where, fact.props),
  )
}

/** Whether so many are as many as `times` asks: at least one by default. */
export const enough = (count: number, { times }: ConditionOf<'did'>): boolean =>
  times ? count >= (times.atLeast ?? 0) && count <= (times.atMost ?? Number.POSITIVE_INFINITY) : count > 0

/** The lead's heat or fit now, in points. */
export const pointsOf = (score: 'heat' | 'fit', { scoring, lead, now }: View): number =>
  score === 'fit' ? lead.fit : heat(scoring, lead, now)

function scoreHolds({ score, atLeast, atMost }: ConditionOf<'score'>, view: View): boolean {
  const points = pointsOf(score, view)
  if (atLeast !== undefined && !reaches(points, atLeast)) return false
  return atMost === undefined || !reaches(points, justAbove(atMost))
}

/** What a segment asks; undefined if no segment is called so. */
export const segmentOf = (name: string, { segments = {} }: View): Condition | undefined =>
  Object.hasOwn(segments, name) ? segments[name] : undefined

const HOLDS: { [K in ConditionKind]: (condition: ConditionOf<K>, view: View, seen: Seen) => boolean } = {
  field: knownFieldHolds,
  did: (condition, view) => enough(factsCounted(condition, view).length, condition),
  segment: ({ segment }, view) => {
    const inside = segmentOf(segment, view)
    return inside !== undefined && evaluate(inside, outside(view, segment))
  },
  score: scoreHolds,
  overdue: (condition, view) => (overdueAt(condition, view) ?? Number.POSITIVE_INFINITY) <= view.now,
  all: ({ all }, view, seen) => all.every((one) => evaluate(one, view, seen)),
  any: ({ any }, view, seen) => any.some((one) => evaluate(one, view, seen)),
  not: ({ not }, view, seen) => !evaluate(not, view, seen),
  anyone: ({ anyone }, view, seen) =>
    [view, ...colleagueViews(view)].some((one) => evaluate(anyone, one, seen)),
  becomes: ({ becomes }, view, seen) => seen[becomesKey(becomes)] === true && evaluate(becomes, view, seen),
}

/**
 * Whether the condition is true now. `seen`: what `becomes` inside it has seen false (`Position.seenFalse`); without
 * it a `becomes` is false. Outside a journey only facts with `within` or `ever` make sense.
 */
export const evaluate = (condition: Condition, view: View, seen: Seen = {}): boolean =>
  readCondition(HOLDS, condition, view, seen)

const FACTS: { [K in ConditionKind]: (condition: ConditionOf<K>, view: View) => Record<string, Json> } = {
  field: ({ field }, view) => ({ [field]: jsonText(valueAt(field, view)) }),
  did: (condition, view) => ({ [`did ${condition.did}`]: factsCounted(condition, view).length }),
  segment: (condition, view) => ({ [`in ${condition.segment}`]: evaluate(condition, view) }),
  overdue: (condition, view) => {
    const at = overdueAt(condition, view)
    return { [`overdue ${condition.overdue}`]: at === null ? null : new Date(at).toISOString() }
  },
  score: ({ score }, view) => ({ [score]: Math.round(pointsOf(score, view) * 10) / 10 }),
  all: ({ all }, view) => Object.assign({}, ...all.map((one) => evidence(one, view))),
  any: ({ any }, view) => Object.assign({}, ...any.map((one) => evidence(one, view))),
  not: ({ not }, view) => evidence(not, view),
  anyone: ({ anyone }, view) => {
    const who = [view, ...colleagueViews(view)].find((one) => evaluate(anyone, one))
    return {
      ...evidence(anyone, who ?? view),
      ...(who && who.lead.id !== view.lead.id && { who: who.lead.id }),
    }
  },
  becomes: ({ becomes }, view) => evidence(becomes, view),
}

const jsonText = (value: unknown): Json =>
  Array.isArray(value) ? value.join(', ') : ((value ?? null) as Json)

/** The values on which the condition is judged now, for the story. */
export const evidence = (condition: Condition, view: View): Record<string, Json> =>
  readCondition(FACTS, condition, view)
