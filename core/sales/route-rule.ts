import { fieldHolds } from '../facts/field-holds.ts'
import type { Condition } from '../language/conditions.ts'
import type { RouteRule } from './terms.ts'

/** What a route's rules are asked about: current values by path (`lead.country`, `account.owner`, `enquiry.amount`), and points. */
export interface Asked {
  values: Readonly<Record<string, unknown>>
  heat: number
  fit: number
}

/** The rule that decides, and the values that its condition looked at, for the lead's story. */
export interface Decided {
  rule: RouteRule
  because: Record<string, unknown>
}

const isKnown = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

/**
 * The first rule whose condition holds; null where none does. A rule without a condition always holds. What is not
 * known fits no condition; nor does one that asks for facts, which `check` refuses.
 */
export function decidingRule(rules: readonly RouteRule[], asked: Asked): Decided | null {
  for (const rule of rules) {
    const because: Record<string, unknown> = {}
    if (rule.if === undefined || holds(rule.if, asked, because)) return { rule, because }
  }
  return null
}

function holds(condition: Condition, asked: Asked, seen: Record<string, unknown>): boolean {
  if ('field' in condition) {
    const value = Object.hasOwn(asked.values, condition.field) ? asked.values[condition.field] : undefined
    seen[condition.field] = value ?? null
    return isKnown(value) && fieldHolds(condition, value)
  }
  if ('score' in condition) {
    const points = asked[condition.score]
    seen[condition.score] = points
    return points >= (condition.atLeast ?? -Infinity) && points <= (condition.atMost ?? Infinity)
  }
  if ('all' in condition) return condition.all.every((one) => holds(one, asked, seen))
  if ('any' in condition) return condition.any.some((one) => holds(one, asked, seen))
  if ('not' in condition) return !holds(condition.not, asked, seen)
  return false
}

/** The parts of a condition that no rule of a route can ask: facts, segments, colleagues. Empty if all can be. */
export function notForRules(condition: Condition): string[] {
  if ('field' in condition || 'score' in condition) return []
  if ('all' in condition) return condition.all.flatMap(notForRules)
  if ('any' in condition) return condition.any.flatMap(notForRules)
  if ('not' in condition) return notForRules(condition.not)
  return [Object.keys(condition)[0] ?? 'nothing']
}

/** Every field that a condition of a rule names. */
export function fieldsOf(condition: Condition): string[] {
  if ('field' in condition) return [condition.field]
  if ('all' in condition) return condition.all.flatMap(fieldsOf)
  if ('any' in condition) return condition.any.flatMap(fieldsOf)
  return 'not' in condition ? fieldsOf(condition.not) : []
}
