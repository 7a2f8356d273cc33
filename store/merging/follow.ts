import { sql } from 'kysely'
import { AppError } from '../../core/errors.ts'
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

/**
 * Finds and locks a lead; once more where it was merged into another after it was found and before it was locked: its keys now find
 * the other.
 * @throws AppError lead_unknown where there is none
 */
export async function againIfMerged<T>(findAndLock: () => Promise<T>): Promise<T> {
  try {
    return await findAndLock()
  } catch (error) {
    if (error instanceof AppError && error.code === 'lead_unknown') return findAndLock()
    throw error
  }
}
