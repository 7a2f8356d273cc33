/** Engagement of one group as of an instant: positive points halve, negative points stay. */
export interface GroupState {
  /** Decaying part, in points, as of `at`. */
  value: number
  /** Sum of the points that do not decay, zero or less. */
  fixed: number
  /** Epoch ms of business time. */
  at: number
}

/** Engagement of a lead by group. Heat = fit + the groups' values decayed to the instant asked. */
export interface ScoreState {
  [group: string]: GroupState
}
