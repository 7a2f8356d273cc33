import type { Condition } from '../language/conditions.ts'
import type { Duration } from '../language/durations.ts'

/** The key that says which kind of condition it is. */
export type ConditionKind =
  | 'field'
  | 'did'
  | 'segment'
  | 'score'
  | 'overdue'
  | 'all'
  | 'any'
  | 'not'
  | 'anyone'
  | 'becomes'

/** The condition of one kind. */
export type ConditionOf<K extends ConditionKind> = Extract<Condition, Record<K, unknown>>

const PARTS: { [K in ConditionKind]: (condition: ConditionOf<K>) => Condition[] } = {
  field: () => [],
  did: () => [],
  segment: () => [],
  score: () => [],
  overdue: () => [],
  all: ({ all }) => all,
  any: ({ any }) => any,
  not: ({ not }) => [not],
  anyone: ({ anyone }) => [anyone],
  becomes: ({ becomes }) => [becomes],
}

/** The kind of a condition. Throws for data that is none. */
export function kindOf(condition: Condition): ConditionKind {
  for (const kind of Object.keys(PARTS) as ConditionKind[]) if (kind in condition) return kind
  throw new TypeError(`no such condition: ${Object.keys(condition).join(' ')}`)
}

/** Calls the reader for the kind of this condition. A reader has one entry for each kind, so none can be forgotten. */
export const readCondition = <R, A extends unknown[]>(
  readers: { [K in ConditionKind]: (condition: ConditionOf<K>, ...rest: A) => R },
  condition: Condition,
  ...rest: A
): R => (readers[kindOf(condition)] as (condition: Condition, ...rest: A) => R)(condition, ...rest)

/** The conditions directly inside this one. */
export const partsOf = (condition: Condition): Condition[] => readCondition(PARTS, condition)

/** This condition and all inside it, outermost first. */
export const withParts = (condition: Condition): Condition[] => [
  condition,
  ...partsOf(condition).flatMap(withParts),
]

/** How far back a condition looks: from entry, ever, or within a length of time. */
export type Reach = 'entry' | 'ever' | Duration

/** What a condition asks about one person, with the company and the thing. */
export interface Asked {
  facts: { type: string; since: Reach }[]
  fields: string[]
  score: boolean
}

/** What a condition asks about. `colleagues`: what it asks about everybody of the company, by `anyone`. */
export interface Mentions extends Asked {
  colleagues: Asked | null
  segments: string[]
}

/** Conditions by their names, as a release has them. */
export type Segments = Readonly<Record<string, Condition>>

const nothing = (): Asked => ({ facts: [], fields: [], score: false })

/** What a condition and all inside it ask about, also inside the segments that it names. */
export function mentionsOf(condition: Condition, segments: Segments = {}): Mentions {
  const mentions: Mentions = { ...nothing(), colleagues: null, segments: [] }
  const collect = (part: Condition, all: boolean): void => {
    if (all) mentions.colleagues ??= nothing()
    for (const to of all && mentions.colleagues ? [mentions, mentions.colleagues] : [mentions]) note(part, to)
    if ('segment' in part && !mentions.segments.includes(part.segment)) {
      mentions.segments.push(part.segment)
      const inside = Object.hasOwn(segments, part.segment) ? segments[part.segment] : undefined
      if (inside) collect(inside, all)
    }
    for (const inner of partsOf(part)) collect(inner, all || 'anyone' in part)
  }
  collect(condition, false)
  return mentions
}

function note(part: Condition, to: Asked): void {
  if ('did' in part) to.facts.push({ type: part.did, since: part.ever ? 'ever' : (part.within ?? 'entry') })
  if ('overdue' in part) to.facts.push({ type: part.overdue, since: 'ever' })
  if ('field' in part) to.fields.push(part.field)
  if ('score' in part) to.score = true
}
