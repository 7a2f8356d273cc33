import type { Condition } from '../language/conditions.ts'
import type { Duration } from '../language/durations.ts'

/** The key that says which kind of condition it is. */
export type ConditionKind = 'field' | 'did' | 'score' | 'all' | 'any' | 'not' | 'becomes'

/** The condition of one kind. */
export type ConditionOf<K extends ConditionKind> = Extract<Condition, Record<K, unknown>>

const PARTS: { [K in ConditionKind]: (condition: ConditionOf<K>) => Condition[] } = {
  field: () => [],
  did: () => [],
  score: () => [],
  all: ({ all }) => all,
  any: ({ any }) => any,
  not: ({ not }) => [not],
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

/** What a condition asks about. */
export interface Mentions {
  facts: { type: string; since: Reach }[]
  fields: string[]
  score: boolean
}

/** What a condition and all inside it ask about. */
export function mentionsOf(condition: Condition): Mentions {
  const mentions: Mentions = { facts: [], fields: [], score: false }
  for (const part of withParts(condition)) {
    if ('did' in part)
      mentions.facts.push({ type: part.did, since: part.ever ? 'ever' : (part.within ?? 'entry') })
    if ('field' in part) mentions.fields.push(part.field)
    if ('score' in part) mentions.score = true
  }
  return mentions
}
