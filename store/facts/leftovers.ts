import { sql } from 'kysely'
import { AppError } from '../../core/errors.ts'
import type { Tx } from '../database.ts'
import { inMoment, type Moment } from '../moment.ts'
import { newestRelease } from '../releases.ts'
import type { Store } from '../store.ts'
import { updateThings } from '../things.ts'
import { guarded, lockLead } from '../transact.ts'
import { applyOne } from './apply.ts'
import { codeOf } from './code.ts'
import { markApplied, markFailed, readUnapplied } from './unapplied.ts'

const running = new WeakMap<Store, Promise<void>>()

/** Applies what waits, without anybody waiting for it. A second call while one runs changes nothing: that one finds all. */
export function applyBehind(store: Store): void {
  if (running.has(store)) return
  const round = applyLeftovers(store)
    .then(() => {})
    .catch(() => {})
    .finally(() => running.delete(store))
  running.set(store, round)
}

/**
 * Applies unapplied facts, lead by lead, until none is left that nobody else works on. Called by the worker each
 * second too, so that an API that died leaves nothing behind.
 * @returns how many leads (or companies' own facts) were gone through.
 */
export async function applyLeftovers(store: Store, { batch = 200 } = {}): Promise<number> {
  let count = 0
  const seen = new Set<string>()
  for (;;) {
    const { rows } = await sql<{ lead: string | null }>`
      select lead_id as lead from unapplied where code is null group by lead_id order by min(at) limit ${batch}`.execute(
      store.db,
    )
    const fresh = rows.filter((row) => !seen.has(String(row.lead)))
    if (fresh.length === 0) return count
    for (const { lead } of fresh) {
      seen.add(String(lead))
      await applyFor(store, lead)
      count += 1
    }
  }
}

async function applyFor(store: Store, leadId: string | null): Promise<void> {
  await inMoment(
    store,
    async (tx) => {
      if (!leadId) return
      await thingsFirst(tx, leadId)
      try {
        await lockLead(tx, leadId)
      } catch (error) {
        // An erased lead has nothing more to fold; its facts go with the erasure.
        if (!(error instanceof AppError)) throw error
        await tx.deleteFrom('unapplied').where('lead_id', '=', leadId).execute()
      }
    },
    (m) => applyWaiting(m, leadId),
  )
}

// Things come before the lead in the order of locks, so they hear the facts first.
async function thingsFirst(tx: Tx, leadId: string): Promise<void> {
  const release = await newestRelease(tx)
  for (const fact of await readUnapplied(tx, leadId)) {
    if (fact.things.length > 0) await updateThings(tx, release, fact)
  }
}

/** Applies all that waits for this lead; the caller holds its lock. Facts that throw are counted and passed over. */
export async function applyWaiting(m: Moment, leadId: string | null): Promise<void> {
  for (const fact of await readUnapplied(m.tx, leadId)) {
    const done = await guarded(m.tx, async () => {
      const applied = await applyOne(m, fact)
      if (!applied.ok) throw applied.error
    })
    if (done.ok) await markApplied(m.tx, fact.id)
    else await markFailed(m.tx, fact.id, codeOf(done.error))
  }
}
