import { AppError } from '../../core/errors.ts'
import type { Db } from '../database.ts'
import type { HandoffRow } from './lock.ts'

/** A hand-off with its offers, for the API. Instants in epoch ms; ids only, no personal data. */
export type HandoffView = ReturnType<typeof viewOf> & {
  offers: {
    id: string
    seller: string
    state: string
    rank: number
    round: number
    madeAt: number
    expiresAt: number
  }[]
}

/**
 * Reads a hand-off. A seller sees his own and those that were offered to him, of these only his own offer.
 * @throws AppError handoff_unknown
 */
export async function readHandoff(
  db: Db,
  id: string,
  { sellerId }: { sellerId: string | null },
): Promise<HandoffView> {
  const row = await db.selectFrom('handoffs').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('handoff_unknown')
  const offers = await db
    .selectFrom('offers')
    .selectAll()
    .where('handoff_id', '=', id)
    .$if(sellerId !== null, (query) => query.where('seller_id', '=', sellerId))
    .orderBy('rank')
    .execute()
  if (sellerId !== null && row.owner_id !== sellerId && offers.length === 0)
    throw new AppError('handoff_unknown')
  return {
    ...viewOf(row),
    offers: offers.map((offer) => ({
      id: offer.id,
      seller: offer.seller_id,
      state: offer.state,
      rank: offer.rank,
      round: offer.round,
      madeAt: offer.made_at,
      expiresAt: offer.expires_at,
    })),
  }
}

function viewOf(row: HandoffRow) {
  return {
    id: row.id,
    lead: row.lead_id,
    account: row.account_id,
    thing: row.thing,
    route: row.route,
    mode: row.mode,
    state: row.state,
    owner: row.owner_id,
    journey: row.journey_id,
    outcome: row.outcome,
    reason: row.reason,
    round: row.round,
    openedAt: row.opened_at,
    ownedAt: row.owned_at,
    contactDueAt: row.contact_due_at,
    contactedAt: row.contacted_at,
    closedAt: row.closed_at,
    askedAgainAt: row.again_at,
  }
}
