import type { Scoring } from '../release/release.ts'
import { lengthOf } from '../time/duration.ts'
import { heat, reaches, type Scored } from './heat.ts'

// The last instant that a date can hold.
const END = 8.64e15

/**
 * The first instant after `now` (epoch ms) at which heat no longer reaches `points`, if no fact comes; null if it does not reach them
 * now, or always will. Heat never rises without a fact, so that this is the only way it crosses. By bisection, compared at a hundredth of a point.
 */
export function nextBelow(scoring: Scoring, lead: Scored, points: number, now: number): number | null {
  const above = (at: number) => reaches(heat(scoring, lead, at), points)
  if (!above(now)) return null
  let step = Math.max(1, ...Object.values(scoring.groups).map((group) => Math.ceil(lengthOf(group.halfLife))))
  let low = Math.floor(now)
  while (above(low + step)) {
    low += step
    step *= 2
    if (low + step > END) return null
  }
  let high = low + step
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2)
    if (above(middle)) low = middle
    else high = middle
  }
  return high
}

/** When the category or the grade cools next, if no fact comes (epoch ms); null if neither ever does. */
export function nextCooling(scoring: Scoring, lead: Scored, now: number): number | null {
  const byHeat = Object.values(scoring.categories).map((points) => nextBelow(scoring, lead, points, now))
  const engaged = { fit: 0, score: lead.score }
  const byEngagement = scoring.grades.engagement.map((points) => nextBelow(scoring, engaged, points, now))
  const instants = [...byHeat, ...byEngagement].filter((at) => at !== null)
  return instants.length > 0 ? Math.min(...instants) : null
}
