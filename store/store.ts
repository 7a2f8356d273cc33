import type { Clock } from './clock.ts'
import type { Db } from './database.ts'

/** Says to Temporal that something may be due. Provided by `providers/temporal`, so that the store imports no client. */
export interface Waker {
  /**
   * Starts the workflow or wakes it (`signalWithStart`). `delayMs`: machine ms to sleep first, only for a start.
   * `summary`: one line for Temporal's own pages, without any person.
   * `replace`: end a running one and start anew (the sweep's fourth nudge).
   */
  wake(workflow: {
    id: string
    type: string
    delayMs?: number
    replace?: boolean
    summary?: string
  }): Promise<void>
}

/** What every store function is given first. */
export interface Store {
  db: Db
  clock: Clock
  waker: Waker
}
