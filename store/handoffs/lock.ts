import type { Selectable } from 'kysely'
import { AppError } from '../../core/errors.ts'
import type { Tx } from '../database.ts'
import type { HandoffsTable, OffersTable } from '../tables/sales.ts'
import { type LockedLead, lockLead } from '../transact.ts'

export type HandoffRow = Selectable<HandoffsTable>
export type OfferRow = Selectable<OffersTable>

/** A hand-off and its lead under their locks. The row is kept in step with the database by `change`. */
export interface Held {
  handoff: HandoffRow
  lead: LockedLead
  /** A seller of the house has one less: whoever waits for room is woken when the hand-off was brought on. */
  freed?: boolean
}

/**
 * Only its owner, or an API key (`sellerId` null), works on a hand-off.
 * @throws AppError handoff_unknown: to anybody else there is none
 */
export function checkOwner({ handoff }: Pick<Held, 'handoff'>, by: { sellerId: string | null }): void {
  if (by.sellerId !== null && handoff.owner_id !== by.sellerId) throw new AppError('handoff_unknown')
}

/**
 * Locks the account, the lead and then the hand-off. `account: 'update'` where it may get its owner; else as any turn does.
 * @throws AppError handoff_unknown, lead_erased; conflict if a merge moved the hand-off meanwhile: try again
 */
export async function lockHandoff(tx: Tx, id: string, how: { account?: 'update' } = {}): Promise<Held> {
  const seen = await tx
    .selectFrom('handoffs')
    .innerJoin('leads', 'leads.id', 'handoffs.lead_id')
    .select(['handoffs.lead_id', 'leads.account_id'])
    .where('handoffs.id', '=', id)
    .executeTakeFirst()
  if (!seen) throw new AppError('handoff_unknown')
  return lockSeen(tx, id, seen, how)
}

/** The same where it was read just now whose the hand-off is. */
export async function lockSeen(
  tx: Tx,
  id: string,
  seen: { lead_id: string; account_id: string | null },
  how: { account?: 'update' } = {},
): Promise<Held> {
  const lead = await lockLead(tx, seen.lead_id, { ...how, of: seen.account_id }).catch((error: unknown) => {
    // A merge took the record away while its lock was waited for.
    throw error instanceof AppError && error.code === 'lead_unknown' ? new AppError('conflict') : error
  })
  const handoff = await tx
    .selectFrom('handoffs')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  if (handoff.lead_id !== lead.id) throw new AppError('conflict')
  return { handoff, lead }
}
