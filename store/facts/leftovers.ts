import { sql } from 'kysely'
import { AppError } from '../../core/errors.ts'
import { dropLateFacts } from '../erasure/late-facts.ts'
import { inMoment, type Moment } from '../moment.ts'
import { followMerged } from '../merging/follow.ts'
import type { Store } from '../store.ts'
import { guarded } from '../transact.ts'
import { applyOne } from './apply.ts'
import { codeOf } from './code.ts'
import { lockFor } from './lock.ts'
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
    const { rows } = await sql<Owner>`
      select lead_id as "leadId", case when lead_id is null then account_id end as "accountId"
      from unapplied where code is null group by 1, 2 order by min(at) limit ${batch}`.execute(store.db)
    const fresh = rows.filter((row) => !seen.has(`${row.leadId} ${row.accountId}`))
    if (fresh.length === 0) return count
    for (const owner of fresh) {
      seen.add(`${owner.leadId} ${owner.accountId}`)
      await applyFor(store, owner)
      count += 1
    }
  }
}

/** Whose facts are applied together: a lead's, a company's own, or (both null) those of things alone. */
interface Owner {
  leadId: string | null
  accountId: string | null
}

async function applyFor(store: Store, owner: Owner): Promise<void> {
  await inMoment(
    store,
    async (tx) => {
      const facts = await readUnapplied(tx, owner)
      try {
        await lockFor(tx, facts, owner.leadId)
      } catch (error) {
        if (!(error instanceof AppError) || owner.leadId === null) throw error
        if (error.code === 'lead_unknown' && (await followMerged(tx, owner.leadId))) return
        await dropLateFacts(tx, owner.leadId)
      }
    },
    (m) => applyWaiting(m, owner),
  )
}

/** Applies all that waits for this owner, whose lock the caller holds. Facts that throw are counted and passed over. */
export async function applyWaiting(m: Moment, owner: Owner): Promise<void> {
  for (const fact of await readUnapplied(m.tx, owner)) {
    const done = await guarded(m.tx, async () => {
      const applied = await applyOne(m, fact)
      if (!applied.ok) throw applied.error
    })
    if (done.ok) await markApplied(m.tx, fact.id)
    else await markFailed(m.tx, fact.id, codeOf(done.error))
  }
}
