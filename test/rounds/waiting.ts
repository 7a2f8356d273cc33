import type { Db, Tx } from '../../store/database.ts'
import { lockWaiters } from '../harness/lock-waiters.ts'
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
    await until(async () => (await lockWaiters(db)) > 0, { what: 'the work to wait for the lock' })
    await change(tx)
  })
  if (!work) throw new Error('nothing was begun')
  return work
}
