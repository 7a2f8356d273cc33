import { sql } from 'kysely'
import { handoffTurn } from '../../../store/handoffs/turn.ts'
import { type Db, openDatabase } from '../../../store/database.ts'
import type { Store } from '../../../store/store.ts'
import { isConnectionError } from '../../../store/transact.ts'
import type { TestStore } from '../../harness/store.ts'

/** A worker: turns of its own, on connections of its own, which a kill ends in the middle of whatever they do. */
export interface Worker {
  name: string
  /** It was killed, and is not back yet. */
  away: boolean
  turn(handoff: string): Promise<void>
  kill(): Promise<void>
}

const CONNECTIONS = 4

/** Starts a worker on the database of a store. `fault`: told what no worker may ever say. */
export function startWorker(
  store: TestStore,
  { name, fault }: { name: string; fault: (error: unknown) => void },
): { worker: Worker; stop: () => Promise<void> } {
  const db: Db = openDatabase(`${store.url}?application_name=${name}`, { max: CONNECTIONS })
  const own: Store = { db, clock: store.clock, waker: store.waker }
  const worker: Worker = {
    name,
    away: false,
    async turn(handoff) {
      try {
        await handoffTurn(own, handoff)
      } catch (error) {
        // What a dead worker did not do stays due, and another one does it.
        if (!isConnectionError(error)) fault(error)
      }
    },
    async kill() {
      worker.away = true
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`.execute(
        store.db,
      )
    },
  }
  return { worker, stop: () => db.destroy() }
}
