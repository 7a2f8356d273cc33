import { sendDigests } from '../store/digest/send.ts'
import { applyLeftovers } from '../store/facts/leftovers.ts'
import { sendLeftovers } from '../store/outbox.ts'
import { ensureMonth } from '../store/partitions.ts'
import { sweep } from '../store/sweep.ts'
import type { Store } from '../store/store.ts'

/** From this scale on the sweep runs ten times a second, without its minute of grace: a minute is over in no time. */
const FAST_SCALE = 60
const MONTHS_AHEAD = 3
const MONTH_MS = 31 * 86_400_000

/** Says what a round could not do; it is tried again in the next one. */
export type Complain = (round: string, error: unknown) => void

/** Something that is done again and again, `ms` of machine time after it was done. */
export interface Round {
  name: string
  ms: number
  work: () => Promise<unknown>
}

/**
 * What every worker does, in machine time: leftovers of the outbox and of batches each second, the overdue sweep every ten,
 * each minute the digests that are due. Any number of workers may do each at the same moment: test/rounds/ calls all of
 * them at once. `scale`: business seconds a machine second.
 */
export function ownRounds(store: Store, scale: number): Round[] {
  const fast = scale > FAST_SCALE
  return [
    { name: 'outbox', ms: 1000, work: () => sendLeftovers(store) },
    { name: 'facts', ms: 1000, work: () => applyLeftovers(store) },
    { name: 'sweep', ms: fast ? 100 : 10_000, work: () => sweep(store, { graceMs: fast ? 0 : 60_000 }) },
    { name: 'months', ms: 60_000, work: () => monthsAhead(store) },
    { name: 'digests', ms: fast ? 1000 : 60_000, work: () => sendDigests(store) },
  ]
}

/** Begins the worker's rounds, its own and `more`. Returns how to stop; a round that runs is waited for. */
export function startRounds(
  store: Store,
  { scale, complain, more = [] }: { scale: number; complain: Complain; more?: Round[] },
): () => Promise<void> {
  const stops = [...ownRounds(store, scale), ...more].map(({ name, ms, work }) =>
    every(ms, name, complain, work),
  )
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
  }
}

async function monthsAhead(store: Store): Promise<void> {
  const now = await store.clock.now(store.db)
  for (let ahead = 0; ahead < MONTHS_AHEAD; ahead++) await ensureMonth(store.db, now + ahead * MONTH_MS)
}

// The next round begins after the last one has ended, so that a slow database is not asked twice.
function every(
  ms: number,
  round: string,
  complain: Complain,
  work: () => Promise<unknown>,
): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> = Promise.resolve()
  const next = () => {
    current = work()
      .then(() => {})
      .catch((error: unknown) => complain(round, error))
      .then(() => {
        if (!stopped) timer = setTimeout(next, ms)
      })
  }
  next()
  return () => {
    stopped = true
    clearTimeout(timer)
    return current
  }
}
