import type { Scoring } from '../release/release.ts'
import { lengthOf } from '../time/duration.ts'
import { left } from './post.ts'
import type { ScoreState } from './score.ts'

/** What of a lead makes its heat. */
export interface Scored {
  fit: number
  score: ScoreState
}

/** Points compare at this: what fades never meets a threshold exactly. */
// Heat falls between the fact that raises it and the turn that looks: this much, minutes of any half-life in use, is
// nobody's doing, and who came to exactly 70 is at 70.
export const EXACT = 0.01

/** Whether points reach a threshold, compared at a hundredth of a point. `heat.atLeast(n)` and categories ask this. */
export const reaches = (points: number, threshold: number): boolean => points >= threshold - EXACT

/** Engagement at an instant (epoch ms), in points: all groups faded to it. Groups that scoring no longer has count nothing. */
export function engagement(scoring: Scoring, score: ScoreState, at: number): number {
  let sum = 0
  for (const [name, { value, fixed, at: since }] of Object.entries(score)) {
    const group = Object.hasOwn(scoring.groups, name) ? scoring.groups[name] : undefined
    if (group) sum += value * left(at - since, lengthOf(group.halfLife)) + fixed
  }
  return sum
}

/** Heat at an instant (epoch ms), in points: fit plus engagement. A pure function of the instant; only facts raise it. */
export const heat = (scoring: Scoring, lead: Scored, at: number): number =>
  lead.fit + engagement(scoring, lead.score, at)
