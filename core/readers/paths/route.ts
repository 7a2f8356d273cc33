import type { Condition } from '../../language/conditions.ts'
import type { PlanStep } from '../../plan/plan.ts'
import type { Assumed } from './assumed.ts'

/** A condition that must hold, or must not, for a route to be taken, and when it is asked. */
export interface Must {
  condition: Condition
  yes: boolean
  step: string
  /** From when until when it must come true, in epoch ms; both the same if it is asked at one instant. */
  from: number
  to: number
}

/** An arm that chance chooses. */
export interface Chance {
  step: string
  arm: string
}

/** A step on a route, and when it runs: from the earliest to the latest instant, in epoch ms. */
export interface Stop {
  step: PlanStep
  from: number
  to: number
  /** Of a `repeat`: how often it runs. */
  times: number
  every: string | null
}

/** Where a route has come to. */
export interface Way {
  /** The earliest and latest instant at which a journey can be here. */
  from: number
  to: number
  stops: readonly Stop[]
  musts: readonly Must[]
  chances: readonly Chance[]
  assumed: Assumed
  /** Whether it ended by an `end`. */
  ended: boolean
}
