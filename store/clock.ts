import { sql } from 'kysely'
import type { Db, Tx } from './database.ts'

/**
 * Business time, in epoch ms. Read once a transaction, after the lock, and handed on from there.
 * The real one asks Postgres; tests in skipped time give Temporal's.
 */
export interface Clock {
  now(on: Db | Tx): Promise<number>
  /** Machine time for a stretch of business time: what Temporal's timers are given. */
  machineMs(businessMs: number): number
}

/** The clock of Postgres, with the anchor of a database that was started scaled or at a set instant. */
export function postgresClock(scale: number): Clock {
  return {
    async now(on) {
      const { rows } = await sql<{ now: number }>`/* business-now */ select business_now() as now`.execute(on)
      const now = rows[0]?.now
      if (now === undefined) throw new Error('business_now() gave no row')
      return now
    },
    machineMs: (businessMs) => businessMs / scale,
  }
}
