import { keepSeen, openClock } from './anchor.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import type { Push, Store, Waker } from './store.ts'

/** What a process needs to open the store. */
export interface Opening {
  url: string
  waker: Waker
  /** Tells people of sales at once; absent: by mail alone. */
  push?: Push | undefined
  /** For an empty database only: business seconds a machine second, and where business time begins (epoch ms). */
  time: { scale: number; start: number | null }
  /** Size of the pool. */
  connections: number
}

/** Opens the store of a process: schema brought up to date, clock found, its beat kept. `close` ends all of it. */
export async function openStore({
  url,
  waker,
  push,
  time,
  connections,
}: Opening): Promise<{ store: Store; close(): Promise<void> }> {
  await migrate(url)
  const db = openDatabase(url, { max: connections })
  const clock = await openClock(db, time)
  const stopSeen = keepSeen(db)
  return {
    store: { db, clock, waker, ...(push && { push }) },
    async close() {
      stopSeen()
      await db.destroy()
    },
  }
}
