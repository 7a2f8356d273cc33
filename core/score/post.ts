import { matches } from '../facts/matches.ts'
import type { Scoring, ScoringRule } from '../release/release.ts'
import { lengthOf } from '../time/duration.ts'
import type { GroupState, ScoreState } from './score.ts'

/**
 * One line of the ledger. `points` count from the instant of the fact: positive ones halve from there, negative ones stay.
 * So the sum of all lines, each faded to an instant, is the engagement at that instant, in whatever order they were posted.
 */
export interface ScoreLine {
  rule: string
  group: string
  points: number
  /** Points of the group after this line, as of the later of the fact and the group's state. */
  valueAfter: number
}

/** The share of points that is left after `ms`. Looking back gives no more than there is. */
export const left = (ms: number, halfLifeMs: number): number => 2 ** (-Math.max(0, ms) / halfLifeMs)

/** A rule has no name of its own: the fact and what it asks of it say which one it was. */
const nameOf = ({ fact, where }: ScoringRule): string => (where ? `${fact} ${JSON.stringify(where)}` : fact)

/**
 * Posts a fact at `at` (epoch ms): the first rule of its type whose `where` fits gives points to its group, up to the group's limit.
 * A late fact's points are faded to the group's instant first, so that the order of posting matters only where a limit cuts.
 * What a machine opened or clicked (`human: false`) gives nothing.
 */
export function post(
  scoring: Scoring,
  state: ScoreState,
  fact: { type: string; props: Record<string, unknown> },
  at: number,
): { state: ScoreState; lines: ScoreLine[] } {
  const nothing = { state, lines: [] }
  if (fact.props.human === false) return nothing
  const rule = scoring.rules.find((each) => each.fact === fact.type && matches(each.where, fact.props))
  const group = rule && Object.hasOwn(scoring.groups, rule.group) ? scoring.groups[rule.group] : undefined
  if (!rule || !group) return nothing

  const before: GroupState = (Object.hasOwn(state, rule.group) && state[rule.group]) || {
    value: 0,
    fixed: 0,
    at,
  }
  const halfLife = lengthOf(group.halfLife)
  const asOf = Math.max(before.at, at)
  const value = before.value * left(asOf - before.at, halfLife)
  const faded = left(asOf - at, halfLife)
  const points =
    rule.points < 0 ? rule.points : Math.min(rule.points, Math.max(0, group.limit - value) / faded)
  // So late that nothing is left of it, or the limit is reached: no points, no line.
  if (points === 0 || Number.isNaN(points)) return nothing

  const after: GroupState =
    points < 0
      ? { value, fixed: before.fixed + points, at: asOf }
      : { value: value + points * faded, fixed: before.fixed, at: asOf }
  const line = { rule: nameOf(rule), group: rule.group, points, valueAfter: after.value + after.fixed }
  return { state: { ...state, [rule.group]: after }, lines: [line] }
}
