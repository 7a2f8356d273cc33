import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** Facts of a batch that were accepted while their lead was being erased: they go, with their keys, instead of being applied. */
export async function dropLateFacts(tx: Tx, leadId: string): Promise<void> {
  await sql`with late as (delete from unapplied where lead_id = ${leadId} returning fact_id, accepted_at),
    keys as (delete from fact_keys where fact_id in (select fact_id from late))
    delete from facts f using late where f.id = late.fact_id and f.accepted_at = late.accepted_at`.execute(tx)
}
