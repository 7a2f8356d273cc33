import type { Duration, Json } from '../language/durations.ts'
import type { Position } from './position.ts'

/** What the shell must do after a turn, as data. `step` with `visit` makes each one's stable key. */
export type Effect =
  | {
      do: 'send'
      key: string
      step: string
      visit: number
      template: string
      /** A seller's id, or null for the lead. */
      to: string | null
      from: string | null
      expiresAt: number | null
    }
  | {
      do: 'task'
      step: string
      visit: number
      to: string | null
      dueAt: number
      note: string | null
      per: 'lead' | 'account'
    }
  | { do: 'set'; step: string; field: string; value: Json | Json[] }
  | { do: 'record'; step: string; visit: number; type: string; props: Record<string, Json> }
  | { do: 'enrol'; step: string; visit: number; sequence: string }
  | {
      do: 'handOff'
      step: string
      visit: number
      route: string
      to: string | null
      firstContact: Duration | null
    }
  /** Into an audience with the first turn, out of it at the end. Whoever ends a journey from outside undoes it too. */
  | { do: 'join' | 'leave'; audience: string }

/** A line for the lead's story: what was decided, and on which values. That it entered and ended, the store writes. */
export interface Decision {
  what: 'sent' | 'waits' | 'took' | 'goal' | 'stop' | 'skipped' | 'did'
  step: string | null
  /** Path of the step as a marketer knows it: `tender › 2.-3 days.1`. */
  path: string
  values: Record<string, Json>
}

/** How a journey ended. */
export interface Outcome {
  by: 'goal' | 'stop' | 'end' | 'finished'
  reason: string | null
}

/**
 * What a sleeping journey listens for besides types of facts: that the lead's score changed, or that fields of the
 * lead, of its company or of its thing did. The store wakes by these names whatever made the change.
 */
export const CHANGED = {
  score: 'score.changed',
  lead: 'lead.changed',
  account: 'account.changed',
  thing: 'thing.changed',
} as const

/** What a sleeping journey listens for: types of facts (or `CHANGED`), by whose they are. */
export interface Listen {
  subject: 'lead' | 'account' | 'thing'
  type: string
}

/**
 * The result of one turn. Either nothing was due (`idle`, with the instant to look again), or the journey
 * moved: then everything it decided until its next wait or its end is here.
 */
export type Turn =
  | { idle: true; wakeAt: number | null; details: string }
  | {
      idle: false
      position: Position
      /** At the end (`outcome`) these come after it: what the last turn sends outlives the journey, older mail does not. */
      effects: Effect[]
      decisions: Decision[]
      /** Earliest of the deadline and every instant at which a condition can flip without a fact; null at the end. */
      wakeAt: number | null
      listen: Listen[]
      outcome: Outcome | null
      /** Where it stands, in words without any person: for Temporal's own page. */
      details: string
    }
