import type { Release } from '../core/release/release.ts'
import type { Tx } from './database.ts'
import { queueWakes, sendWakes, type Wake } from './outbox.ts'
import { requireMonth, withMonth } from './partitions.ts'
import { tellPumps } from './pumps.ts'
import { newestRelease } from './releases.ts'
import type { Push, Store } from './store.ts'
import { retrying } from './retrying.ts'

/** Everything that happens in one transaction: its business instant, its release, and whom to wake after it. */
export interface Moment {
  tx: Tx
  /** Business time in epoch ms, read once after the lock. */
  now: number
  release: Release
  /** Workflows to start or wake, by id; written to the outbox as the last statement. */
  wakes: Map<string, Wake>
  /** Pumps (`alarms`, `lane/<name>`) that must be awake by a business instant; told after the commit. */
  pumps: Map<string, number>
  /** Whom to nudge after the commit, once; a mail with the same tells them for certain. */
  nudges: Parameters<Push['tell']>[0][]
}

/**
 * One transaction: `lock` takes the rows in the order of docs/design.md rule 2, then the clock is read, then
 * `work` runs. What it wants woken is sent after the commit, without waiting for it.
 */
export async function inMoment<L, T>(
  store: Store,
  lock: (tx: Tx) => Promise<L>,
  work: (moment: Moment, locked: L) => Promise<T>,
): Promise<T> {
  const { result, moment, queued } = await withMonth(store.db, () =>
    retrying(() =>
      store.db.transaction().execute(async (tx) => {
        const locked = await lock(tx)
        const now = await store.clock.now(tx)
        requireMonth(store.db, now)
        const release = await newestRelease(tx)
        const moment: Moment = { tx, now, release, wakes: new Map(), pumps: new Map(), nudges: [] }
        const result = await work(moment, locked)
        const queued = await queueWakes(moment)
        return { result, moment, queued }
      }),
    ),
  )
  if (queued.length > 0) sendWakes(store, queued)
  if (moment.pumps.size > 0) tellPumps(store, moment.pumps).catch(() => {})
  for (const nudge of moment.nudges) store.push?.tell(nudge).catch(() => {})
  return result
}
