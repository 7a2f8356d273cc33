import { sql } from 'kysely'
import type { Db, Tx } from '../../store/database.ts'
import { until } from '../harness/until.ts'

/**
 * Begins a piece of work while a transaction holds `lock`, changes the world in that transaction once the work waits for
 * it, and gives what came of the work: it decided on what it had read before, or on what is true now.
 */
export async function overtaken<T>(
  db: Db,
  {
    lock,
    begin,
    change,
  }: { lock: (tx: Tx) => Promise<unknown>; begin: () => Promise<T>; change: (tx: Tx) => Promise<unknown> },
): Promise<T> {
  let work: Promise<T> | undefined
  await db.transaction().execute(async (tx) => {
    await lock(tx)
    work = begin()
    // Heard below.
    work.catch(() => {})
    await until(() => somebodyWaits(db), { what: 'the work to wait for the lock' })
    await change(tx)
  })
  if (!work) throw new Error('nothing was begun')
  return work
}

async function somebodyWaits(db: Db): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return (rows[0]?.n ?? 0) > 0
}
