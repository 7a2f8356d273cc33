import type { Condition } from '../language/conditions.ts'
import type { Json } from '../language/durations.ts'

const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/** Numbers compare as numbers, texts (also ISO dates) as texts; anything else does not compare. */
const ordered = (low: unknown, high: unknown): boolean =>
  (typeof low === 'number' && typeof high === 'number' && low <= high) ||
  (typeof low === 'string' && typeof high === 'string' && low <= high)

/** Whether a known value is what a condition on its field asks; of a list, one of its items is enough. */
export function fieldHolds(condition: Extract<Condition, { field: string }>, value: unknown): boolean {
  if (condition.in && !items(value).some((item) => condition.in?.includes(item as Json))) return false
  if (condition.has !== undefined && !items(value).includes(condition.has)) return false
  if (condition.atLeast !== undefined && !ordered(condition.atLeast, value)) return false
  return condition.atMost === undefined || ordered(value, condition.atMost)
}
