import type { ConditionOf } from '../plan/conditions.ts'
import { addDuration } from '../time/duration.ts'
import { leadCalendar } from './values.ts'
import type { View } from './view.ts'

/** Fewer gaps than this are no rhythm. */
const LEAST_GAPS = 2

function median(sorted: number[]): number {
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}

/**
 * Since when the fact is overdue, in epoch ms; null: there was none, or too few and no fallback. Facts of one instant
 * are one (a list of orders sent at once is no rhythm).
 */
export function overdueAt({ overdue, by, fallback }: ConditionOf<'overdue'>, view: View): number | null {
  const instants = view.facts.filter((fact) => fact.type === overdue).map((fact) => fact.at)
  const sorted = [...new Set(instants)].sort((a, b) => a - b)
  const last = sorted.at(-1)
  if (last === undefined) return null
  const gaps = sorted.slice(1).map((at, n) => at - (sorted[n] ?? at))
  if (gaps.length >= LEAST_GAPS) return Math.ceil(last + by * median(gaps.sort((a, b) => a - b)))
  return fallback === undefined ? null : addDuration(last, fallback, leadCalendar(view))
}
