import { sql } from 'kysely'
import type { Tx } from './database.ts'

/**
 * Whether this transaction has the lock of that number now, until it ends; it does not wait for others. For what one worker does
 * for all: who does not get it comes back in the next round.
 */
export async function tryLock(tx: Tx, lock: number): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${lock}) as mine`.execute(tx)
  return rows[0]?.mine === true
}
