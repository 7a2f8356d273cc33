import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../../store/database.ts'
import { leap, readWork } from './leap.ts'
import { allWait } from './until.ts'

/** Business seconds in a machine second while somebody has something to do. */
export const SCALE = 90
/** Nothing is left out that counts by the hour, like the digests. */
const STRIDE = 10 * 60_000
const LOOK_MS = 50

/**
 * Lets business time leap to what is due next, as soon as everybody waits and the system has done all that was due: a working
 * day takes little more than a minute, and on a slow machine nobody comes late for an offer.
 * @returns how to stop
 */
export function keepTime(db: Db): () => Promise<void> {
  const stop = new AbortController()
  const over = (async () => {
    let [since, rested] = [0, -1]
    while (!stop.signal.aborted) {
      const { now, inHand, due } = await readWork(db)
      const next = due ?? Number.POSITIVE_INFINITY
      if (inHand || next <= now) rested = -1
      else if (next !== rested) [since, rested] = [performance.now(), next]
      else if (allWait(since)) {
        await leap(db, Math.min(next, now + STRIDE))
        rested = -1
      }
      await pause(LOOK_MS)
    }
    // Without its database time runs on as it does, and whoever waits says for what.
  })().catch(() => {})
  return async () => {
    stop.abort()
    await over
  }
}
