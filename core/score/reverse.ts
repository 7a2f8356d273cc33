import type { Scoring } from '../release/release.ts'
import { lengthOf } from '../time/duration.ts'
import { left, type ScoreLine } from './post.ts'
import type { ScoreState } from './score.ts'

/** A line of the ledger that is taken back. `at`: from when its points count, the instant of its fact (epoch ms). */
export interface PostedLine {
  rule: string
  group: string
  points: number
  at: number
}

/**
 * Takes lines back. A reversing line has the same points with the other sign, counts from the same instant and fades as the
 * one it takes back, so that both together are nothing at any time: the ledger stays the score. What the group's limit cut
 * from other facts meanwhile does not come back. A group that scoring no longer has counts nothing, and gets no line.
 */
export function reverse(
  scoring: Scoring,
  state: ScoreState,
  lines: readonly PostedLine[],
): { state: ScoreState; lines: ScoreLine[] } {
  const after: ScoreState = { ...state }
  const reversing: ScoreLine[] = []
  for (const { rule, group: name, points, at } of lines) {
    const group = Object.hasOwn(scoring.groups, name) ? scoring.groups[name] : undefined
    const before = Object.hasOwn(after, name) ? after[name] : undefined
    if (!group || !before || points === 0) continue
    const halfLife = lengthOf(group.halfLife)
    const asOf = Math.max(before.at, at)
    const value = before.value * left(asOf - before.at, halfLife)
    const changed =
      points < 0
        ? { value, fixed: Math.min(0, before.fixed - points), at: asOf }
        : // Never below nothing: sums of fractions may miss it by a hair.
          { value: Math.max(0, value - points * left(asOf - at, halfLife)), fixed: before.fixed, at: asOf }
    after[name] = changed
    reversing.push({ rule, group: name, points: -points, valueAfter: changed.value + changed.fixed })
  }
  return { state: after, lines: reversing }
}
