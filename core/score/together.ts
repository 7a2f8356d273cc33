import type { Scoring } from '../release/release.ts'
import { lengthOf } from '../time/duration.ts'
import { left } from './post.ts'
import type { GroupState, ScoreState } from './score.ts'

/**
 * The engagement of two records that are one person, as the sum of both ledgers has it: nothing is cut at a limit, which only
 * keeps later facts from adding. A group that scoring no longer has does not fade: it counts nothing.
 */
export function together(scoring: Scoring, one: ScoreState, other: ScoreState): ScoreState {
  const sum: ScoreState = { ...one }
  for (const [name, second] of Object.entries(other)) {
    const first = Object.hasOwn(one, name) ? one[name] : undefined
    const group = Object.hasOwn(scoring.groups, name) ? scoring.groups[name] : undefined
    if (!first) {
      sum[name] = second
      continue
    }
    const at = Math.max(first.at, second.at)
    const faded = (state: GroupState) =>
      state.value * (group ? left(at - state.at, lengthOf(group.halfLife)) : 1)
    sum[name] = { value: faded(first) + faded(second), fixed: first.fixed + second.fixed, at }
  }
  return sum
}
