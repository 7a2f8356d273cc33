import { fieldHolds } from '../facts/field-holds.ts'
import type { Condition } from '../language/conditions.ts'
import type { Scoring } from '../release/release.ts'

/** Points of one fit rule that holds. */
export interface FitLine {
  rule: string
  points: number
}

const isKnown = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

/** Fit asks the profile only: a condition on facts or on heat never holds here. */
function profileHolds(condition: Condition, values: Record<string, unknown>): boolean {
  if ('field' in condition) {
    const value = Object.hasOwn(values, condition.field) ? values[condition.field] : undefined
    return isKnown(value) && fieldHolds(condition, value)
  }
  if ('all' in condition) return condition.all.every((one) => profileHolds(one, values))
  if ('any' in condition) return condition.any.some((one) => profileHolds(one, values))
  if ('not' in condition) return !profileHolds(condition.not, values)
  return false
}

/**
 * Fit of a profile: the sum of the points of all rules that hold, with a line for each.
 * `values` are current values by path (`lead.role`, `account.industry`). What is not known fits no rule.
 */
export function fitOf(scoring: Scoring, values: Record<string, unknown>): { fit: number; lines: FitLine[] } {
  const lines = scoring.fit
    .filter((rule) => profileHolds(rule.if, values))
    .map((rule) => ({ rule: rule.name, points: rule.points }))
  return { fit: lines.reduce((sum, line) => sum + line.points, 0), lines }
}
