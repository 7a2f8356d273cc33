import { AppError } from '../../core/errors.ts'
import type { Db } from '../database.ts'
import { readSeller } from '../sellers.ts'

/**
 * Whether a lead is there for this seller: for the house's sellers any, for a dealer's people only one that they have
 * now. `sellerId` null: an API key, for which all are.
 */
export async function seesLead(db: Db, leadId: string | null, sellerId: string | null): Promise<boolean> {
  if (sellerId === null) return true
  const seller = await readSeller(db, sellerId)
  if (!seller?.active) return false
  if (seller.dealer_id === null) return true
  if (leadId === null) return false
  const has = await db
    .selectFrom('handoffs')
    .select('id')
    .where('lead_id', '=', leadId)
    .where('owner_id', '=', sellerId)
    .where('state', '=', 'owned')
    .limit(1)
    .executeTakeFirst()
  return has !== undefined
}

/** Whether this seller may say something of a lead. @throws AppError lead_unknown, where it is not there for the seller */
export async function mayMark(db: Db, leadId: string, sellerId: string | null): Promise<void> {
  if (!(await seesLead(db, leadId, sellerId))) throw new AppError('lead_unknown')
}
