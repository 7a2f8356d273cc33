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

/** Tells somebody of sales at once, beside the mail. Provided by `providers/push`. */
export interface Push {
  tell(nudge: { id: string; seller: string; what: string; path: string; until: number }): Promise<void>
}

/** What every store function is given first. */
export interface Store {
  db: Db
  clock: Clock
  waker: Waker
  /** Absent where mail is the only way. */
  push?: Push
}
