import { sql } from 'kysely'
import { instant, json, type Tx } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { StoredFact } from './insert.ts'

/** A fact whose applying threw this often is marked with its code and passed over. */
export const TRIES = 5

/** Keeps facts that are accepted and not yet applied. `tries`: how often applying them threw. */
export async function putAside(m: Moment, facts: StoredFact[], tries: number): Promise<void> {
  if (facts.length === 0) return
  const rows = facts.map(({ id, at, leadId, accountId }) => ({
    id,
    at: instant(at).toISOString(),
    leadId,
    accountId,
  }))
  await sql`insert into unapplied (fact_id, accepted_at, at, lead_id, account_id, tries)
    select id, ${instant(m.now)}, at, "leadId", "accountId", ${tries}
    from jsonb_to_recordset(${json(rows)}) as x(id bigint, at timestamptz, "leadId" uuid, "accountId" uuid)`.execute(
    m.tx,
  )
}

/** The unapplied facts of a lead, or of a company or things alone (without a lead), by when they happened. */
export async function readUnapplied(
  tx: Tx,
  { leadId, accountId = null }: { leadId: string | null; accountId?: string | null },
  limit = 500,
): Promise<StoredFact[]> {
  const whose = leadId
    ? sql`u.lead_id = ${leadId}`
    : sql`u.lead_id is null and u.account_id is not distinct from ${accountId}`
  const { rows } = await sql<StoredFact>`
    select f.id, f.type, f.at, null as key, f.known, f.lead_id as "leadId", f.account_id as "accountId", f.things, f.props
    from unapplied u join facts f on f.id = u.fact_id and f.accepted_at = u.accepted_at
    where u.code is null and ${whose}
    order by f.at, f.id limit ${limit}
    for update of u skip locked`.execute(tx)
  return rows
}

/** Takes an applied fact off the list. */
export async function markApplied(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('unapplied').where('fact_id', '=', id).execute()
}

/** Counts one more failed try; after the last one the fact is marked with its code and passed over. */
export async function markFailed(tx: Tx, id: number, code: string): Promise<void> {
  await sql`update unapplied set tries = tries + 1, code = case when tries + 1 >= ${TRIES} then ${code} end
    where fact_id = ${id}`.execute(tx)
}
