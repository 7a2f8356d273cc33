import type { Scoring } from '../release/release.ts'
import { engagement, reaches, type Scored } from './heat.ts'

/** How many of the thresholds are not reached: 0 for the best, whatever their order in the file. */
const missed = (points: number, thresholds: number[]): number =>
  thresholds.filter((threshold) => !reaches(points, threshold)).length

/** The cell of a lead at an instant (epoch ms): A to D by fit, 1 to 4 by engagement. */
export function grade(scoring: Scoring, lead: Scored, at: number): string {
  const letter = 'ABCD'[missed(lead.fit, scoring.grades.fit)] ?? 'D'
  return `${letter}${missed(engagement(scoring, lead.score, at), scoring.grades.engagement) + 1}`
}
