/** What a pump is handed: an id, never a definition, never a person. */
export interface PumpInput {
  id: string
}

/**
 * What a turn or a slice answers: over, or asleep for so many ms of machine time (null: until woken). `details` says
 * where it stands, in words and without any person.
 */
export type PumpAnswer = { done: true } | { done: false; sleepMs: number | null; details: string }

/** Turns of one row: one transaction each, run as local activities. */
export interface Turns {
  journeyTurn(input: PumpInput): Promise<PumpAnswer>
  handoffTurn(input: PumpInput): Promise<PumpAnswer>
}

/** Slices of work of the shared pumps, run as regular activities with a heartbeat. */
export interface Pumps {
  drainLane(input: PumpInput): Promise<PumpAnswer>
  drainAlarms(input: PumpInput): Promise<PumpAnswer>
}
