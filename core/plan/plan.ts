import type { Condition, Wanted } from '../language/conditions.ts'
import type { Duration, Json, Weekly } from '../language/durations.ts'
import type { AfterPause } from '../mail/late-mail.ts'
import type { Contact, Person } from '../language/values.ts'

/** A value written as a reference, resolved when the step runs. */
export interface RefValue {
  ref: string
  fallback?: Duration
}

/** Who is meant: a person by role, or a field that holds a seller's id. */
export type Who = Person | RefValue

/** A date that starts a journey: so long before or after it, or every year on its day. */
export interface PlanDate {
  date: RefValue
  side: 'before' | 'after' | 'yearly'
  offset?: Duration
}

/** What starts a journey: a fact, a condition that becomes true, or a date. */
export type PlanTrigger = { fact: string; where?: Record<string, Wanted> } | { becomes: Condition } | PlanDate

/** How leads enter. `again`: never, always, or after this long since the entry before. */
export interface PlanEntry {
  on: PlanTrigger[]
  per?: string
  again: 'never' | 'always' | Duration
  who?: Contact | RefValue
  if?: Condition
}

/** One arm of a branch, a goal or a stop: steps that run if the condition holds. */
export interface PlanArm {
  when: Condition
  do: PlanStep[]
}

/** Until when a wait sleeps: a length of time, a time of the week, or a date with an offset. */
export type WaitTime =
  | { duration: Duration }
  | { weekly: Weekly }
  | { at: RefValue; offset?: Duration; side?: 'before' | 'after' }

/** Every step of the language as stored. `id` is unique in the plan and stays over edits where the author names it. */
export type PlanStep =
  | ({ step: 'send'; id: string; to?: Who; from?: Person; expires?: Duration } & (
      | { template: string; next?: undefined }
      | { next: string; template?: undefined }
    ))
  | {
      step: 'wait'
      id: string
      time: WaitTime
      until?: Condition
      then?: PlanStep[]
      else?: PlanStep[]
    }
  | {
      step: 'around'
      id: string
      date: RefValue
      /** Steps by their distance from the date: `-3 days`. */
      at: Record<string, PlanStep[]>
      until?: Condition
      then?: PlanStep[]
      else?: PlanStep[]
      late?: 'skip' | 'first'
    }
  | { step: 'repeat'; id: string; every: Duration; times: number; steps: PlanStep[] }
  | { step: 'branch'; id: string; arms: PlanArm[] }
  | { step: 'split'; id: string; arms: Record<string, PlanStep[]> }
  | { step: 'task'; id: string; to: Who; due: Duration; note?: string; per?: 'lead' | 'account' }
  | { step: 'set'; id: string; field: string; value: Json | Json[] }
  | { step: 'enrol'; id: string; sequence: string }
  | { step: 'handOff'; id: string; route: string; to?: Who; firstContact?: Duration }
  | { step: 'record'; id: string; type: string; props: Record<string, Json | Who> }
  | { step: 'end'; id: string; reason?: string }

/** The kinds of steps there are. */
export type StepKind = PlanStep['step']

/** The step of one kind. */
export type StepOf<K extends StepKind> = Extract<PlanStep, { step: K }>

/** Whose facts a type of fact is. */
export type Subject = 'lead' | 'account' | 'thing'

/** The frozen, checked form of a sequence. `hash` is the first 32 hex digits of SHA-256 over all the rest. */
export interface Plan {
  format: 1
  sequence: string
  hash: string
  enter?: PlanEntry
  goal?: PlanArm
  stop: PlanArm[]
  topic: string
  group?: string
  priority: number
  from?: Person
  hours?: string
  inSales: 'hold' | 'go on'
  /** `'pause'` where it is not said. */
  reply?: 'pause' | 'stop' | 'go on'
  /** What becomes of its mail that a pause or a breaker kept back: `'send'` where it is not said. */
  afterPause?: AfterPause
  /** Where the lead is while the journey runs. */
  during?: { audience: string }[]
  /** Whose each type of fact is that its conditions mention, as `marketing/facts.ts` says. */
  about: Record<string, Subject>
  steps: PlanStep[]
}
