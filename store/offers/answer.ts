import { AppError } from '../../core/errors.ts'
import type { Tx } from '../database.ts'
import { type Held, lockHandoff, type OfferRow } from '../handoffs/lock.ts'

/** An offer with its hand-off and lead, all under their locks. */
interface HeldOffer extends Held {
  offer: OfferRow
}

/**
 * Locks what an answer to an offer concerns. The company is locked for the change: an accept may make its owner.
 * @throws AppError offer_unknown, also where the offer is another seller's
 */
export async function lockOffer(tx: Tx, id: string, sellerId: string): Promise<HeldOffer> {
  const seen = await tx
    .selectFrom('offers')
    .select('handoff_id')
    .where('id', '=', id)
    .where('seller_id', '=', sellerId)
    .executeTakeFirst()
  if (!seen) throw new AppError('offer_unknown')
  const held = await lockHandoff(tx, seen.handoff_id, { account: 'update' })
  const offer = await tx.selectFrom('offers').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return { ...held, offer }
}

/** Whether the offer may still be answered: by its row and its instant, not by whether a timer ran. */
export const isLive = (offer: OfferRow, now: number): boolean =>
  (offer.state === 'made' || offer.state === 'seen') && now < offer.expires_at
