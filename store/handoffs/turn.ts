import { AppError } from '../../core/errors.ts'
import { instant, type Tx } from '../database.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { wakeFirstNow } from './first-come.ts'
import { lockHandoff } from './lock.ts'
import { moveHandoff, type Standing } from './move.ts'
import { counted } from './park.ts'
import { loseBids } from './to-house.ts'

/** What the pump is told. `sleepMs` is machine time; null: until somebody wakes it. */
export type HandoffTurn = { done: true } | { sleepMs: number | null; details: string }

const SHORTEST = 1000

/**
 * One turn of a hand-off's workflow: all it does between two waits, in one transaction. A turn that is not due changes
 * nothing, and locks nothing. Safe to run at any time and any number of times.
 * @throws AppError handoff_unknown
 */
export async function handoffTurn(store: Store, id: string): Promise<HandoffTurn> {
  return counted(store, id, async () => (await atRest(store, id)) ?? turn(store, id))
}

/**
 * Where the hand-off stands, if nothing is due. Whatever concerns it either moves it on by itself, or marks the row as due
 * now; only room for another lead comes without a word, so whoever waits for that looks again. Undefined: a turn is due.
 */
async function atRest(store: Store, id: string): Promise<HandoffTurn | undefined> {
  const row = await store.db
    .selectFrom('handoffs')
    .innerJoin('leads', 'leads.id', 'handoffs.lead_id')
    .select(['state', 'standing', 'wait_at', 'wake_at', 'full_until', 'failures', 'park_code', 'erased_at'])
    .where('handoffs.id', '=', id)
    .executeTakeFirst()
  if (!row) throw new AppError('handoff_unknown')
  const { state, standing, wait_at, wake_at } = row
  if (state === 'closed') return { done: true }
  const troubled = row.failures > 0 || row.park_code !== null || row.erased_at !== null
  if (standing === null || troubled || wake_at !== null || row.full_until !== null) return undefined
  const now = await store.clock.now(store.db)
  if (wait_at !== null && wait_at <= now) return undefined
  return toPump(store, now, { until: wait_at, details: standing })
}

async function turn(store: Store, id: string): Promise<HandoffTurn> {
  try {
    return await inMoment(
      store,
      (tx) => lockHandoff(tx, id),
      async (m, held) => {
        if (held.handoff.park_code !== null)
          return { sleepMs: null, details: `parked: ${held.handoff.park_code}` }
        const standing = await moveHandoff(m, held)
        return standing ? toPump(store, m.now, standing) : { done: true }
      },
    )
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'lead_erased') throw error
    await store.db.transaction().execute((tx) => endErased(store, tx, id))
    // Somebody has one less, or one who waited is gone.
    await wakeFirstNow(store)
    return { done: true }
  }
}

function toPump(store: Store, now: number, { until, details }: Standing): HandoffTurn {
  if (until === null) return { sleepMs: null, details }
  return { sleepMs: Math.max(SHORTEST, store.clock.machineMs(until - now)), details }
}

/** An erased lead has no facts any more: its hand-off just ends. */
async function endErased(store: Store, tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('handoffs').select('id').where('id', '=', id).forNoKeyUpdate().execute()
  const now = instant(await store.clock.now(tx))
  await tx
    .updateTable('offers')
    .set({ state: 'withdrawn', answered_at: now })
    .where('handoff_id', '=', id)
    .where('state', 'in', ['made', 'seen'])
    .execute()
  await loseBids({ tx }, id)
  await tx
    .updateTable('handoffs')
    .set({
      state: 'closed',
      outcome: 'erased',
      note: null,
      closed_at: now,
      wait_at: null,
      wake_at: null,
      standing: null,
    })
    .where('id', '=', id)
    .where('state', '<>', 'closed')
    .execute()
}
