/** Where a journey stands: a step id with visit counts, never an index. Stored as JSON with the journey. */
export interface Position {
  /** The step that is next to run, or that is being waited in; null before the first turn. */
  at: string | null
  /** How often each step was entered. */
  visits: Record<string, number>
  /** The wait at `at`, while the journey sleeps there. Times in epoch ms of business time. */
  wait: WaitState | null
  /** The arm each split took, by `<step>#<visit>`; a recorded arm wins over the hash. */
  arms: Record<string, string>
  /** For each `becomes(c)` of the plan: was c seen false since entry? Keyed by the canonical JSON of c. */
  seenFalse: Record<string, boolean>
  /** Ledger key of the last mail to the lead, so that time can count from when it left (rule 9). */
  lastMail: string | null
  /** For each `around` and `repeat` that has begun and is not over, by step id: how far it is. */
  loops?: Record<string, LoopState>
  /** Templates that tracks gave to this journey: the ledger may not know the newest yet. */
  fromTracks?: string[]
  /** Rule 13: a person answered, and until then no time passes and no marketing mail of this journey leaves. */
  heldUntil?: number
}

/** How far an `around` or a `repeat` is. Times in epoch ms of business time. */
export type LoopState =
  | {
      kind: 'around' /** The date as last seen. */
      date: number /** Offsets that ran or were skipped. */
      done: string[]
    }
  | { kind: 'repeat' /** When the first pass began. */; from: number /** Passes begun. */; passes: number }

export interface WaitState {
  /** When the step was entered. */
  from: number
  /** The deadline as last computed. */
  until: number
  /** Ledger key of the mail from which the time counts. */
  afterMail: string | null
  /** When its time was over, while it sleeps on to the verdict on a click from before. */
  closed?: number
}

/** The position of a journey that has not run yet. */
export const startPosition = (): Position => ({
  at: null,
  visits: {},
  wait: null,
  arms: {},
  seenFalse: {},
  lastMail: null,
})
