import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { mergedInto } from '../identity.ts'

/**
 * Facts that were accepted while their lead was merged into another are the other's.
 * @returns false where there is no such other.
 */
export async function followMerged(tx: Tx, leadId: string): Promise<boolean> {
  const into = await mergedInto(tx, leadId)
  if (into === null) return false
  await sql`with late as (update unapplied set lead_id = ${into} where lead_id = ${leadId} returning fact_id, accepted_at)
    update facts f set lead_id = ${into} from late where f.id = late.fact_id and f.accepted_at = late.accepted_at`.execute(
    tx,
  )
  return true
}
