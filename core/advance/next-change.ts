import type { Condition } from '../language/conditions.ts'
import { type ConditionKind, type ConditionOf, readCondition } from '../plan/conditions.ts'
import { nextBelow } from '../score/crossing.ts'
import { colleagueViews, outside } from './colleagues.ts'
import { enough, factsCounted, justAbove, outdatedAt, segmentOf } from './evaluate.ts'
import { overdueAt } from './rhythm.ts'
import type { View } from './view.ts'

/** The earliest of some instants; null if there is none. */
export function earliest(instants: (number | null)[]): number | null {
  const known = instants.filter((at) => at !== null)
  return known.length > 0 ? Math.min(...known) : null
}

// Without new facts heat only falls: what it does not reach it never will.
function scoreChanges({ score, atLeast, atMost }: ConditionOf<'score'>, view: View): number | null {
  if (score === 'fit') return null
  const edges = [atLeast, atMost === undefined ? undefined : justAbove(atMost)]
  return earliest(
    edges.map((edge) => (edge === undefined ? null : nextBelow(view.scoring, view.lead, edge, view.now))),
  )
}

function countChanges(condition: ConditionOf<'did'>, view: View): number | null {
  if (!condition.within) return null
  const counted = factsCounted(condition, view)
  const drops = counted.map((fact) => outdatedAt(fact, condition.within, view)).sort((a, b) => a - b)
  const now = enough(counted.length, condition)
  // All that drop at one instant are gone together.
  const flips = (at: number) => enough(drops.filter((drop) => drop > at).length, condition) !== now
  return drops.find(flips) ?? null
}

const CHANGES: { [K in ConditionKind]: (condition: ConditionOf<K>, view: View) => number | null } = {
  field: () => null,
  did: countChanges,
  segment: ({ segment }, view) => {
    const inside = segmentOf(segment, view)
    return inside === undefined ? null : nextChange(inside, outside(view, segment))
  },
  score: scoreChanges,
  overdue: (condition, view) => {
    const at = overdueAt(condition, view)
    return at !== null && at > view.now ? at : null
  },
  all: ({ all }, view) => earliest(all.map((one) => nextChange(one, view))),
  any: ({ any }, view) => earliest(any.map((one) => nextChange(one, view))),
  not: ({ not }, view) => nextChange(not, view),
  anyone: ({ anyone }, view) =>
    earliest([view, ...colleagueViews(view)].map((one) => nextChange(anyone, one))),
  becomes: ({ becomes }, view) => nextChange(becomes, view),
}

/**
 * The instant before which the truth of the condition cannot change without a new fact, in epoch ms of business time;
 * null if only a fact can change it. It may come early: then whoever looks finds nothing new, and asks again.
 */
export const nextChange = (condition: Condition, view: View): number | null =>
  readCondition(CHANGES, condition, view)
