import { sql } from 'kysely'
import { type Ending, settleMail } from './settle.ts'
import type { Store } from '../store/store.ts'

/**
 * Takes up what a dead holder left: claimed mail goes again; of mail that was being sent nobody knows whether the
 * server took it. Leases are machine time.
 */
export async function takeUpLeft(store: Store, lane: string): Promise<void> {
  await sql`update messages set status = case when tries > 0 then 'retry' else 'queued' end, claim_id = null, lease_until = null
    where key in (
      select key from messages where lane = ${lane} and place = 'open' and status = 'claimed' and lease_until < clock_timestamp()
      order by key for no key update skip locked)`.execute(store.db)
  const { rows } = await sql<{ key: string; leadId: string | null; claimId: string | null }>`
    select key, lead_id as "leadId", claim_id as "claimId" from messages
    where lane = ${lane} and place = 'open' and status = 'sending' and lease_until < clock_timestamp() limit 500`.execute(
    store.db,
  )
  const left = rows.map(
    (row): Ending => ({ ...row, delivery: { end: 'broken', offered: 'whole' }, left: true }),
  )
  await settleMail(store, left)
}

/** The next business instant at which the lane has something to do; null where no mail waits. */
export async function nextDue(store: Store, lane: string): Promise<number | null> {
  const due = await sql<{ at: number | null }>`select min(due_at) as at from messages
    where lane = ${lane} and place = 'due'`.execute(store.db)
  const leases = await sql<{
    ms: number | null
  }>`select extract(epoch from min(lease_until) - clock_timestamp())::float8 * 1000 as ms
    from messages where lane = ${lane} and place = 'open'`.execute(store.db)
  const dueAt = due.rows[0]?.at ?? null
  const leaseMs = leases.rows[0]?.ms ?? null
  if (leaseMs === null) return dueAt
  const now = await store.clock.now(store.db)
  const overAt = now + Math.max(0, leaseMs) / store.clock.machineMs(1)
  return dueAt === null ? overAt : Math.min(dueAt, overAt)
}
