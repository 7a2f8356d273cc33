import { AppError } from '../../core/errors.ts'
import { runningCalls } from '../calls/running.ts'
import { consentsToDealers } from '../consents.ts'
import type { Tx } from '../database.ts'
import { readDealer } from '../dealers/rate.ts'
import { type Held, lockSeen, type OfferRow } from '../handoffs/lock.ts'
import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'

/** An offer with its hand-off and lead, all under their locks. */
export interface HeldOffer extends Held {
  offer: OfferRow
}

/**
 * Locks what an answer to an offer concerns. The company is locked for the change: an accept may make its owner.
 * @throws AppError offer_unknown, also where the offer is another seller's
 */
export async function lockOffer(tx: Tx, id: string, sellerId: string): Promise<HeldOffer> {
  const seen = await tx
    .selectFrom('offers')
    .innerJoin('handoffs', 'handoffs.id', 'offers.handoff_id')
    .innerJoin('leads', 'leads.id', 'handoffs.lead_id')
    .select(['offers.handoff_id', 'handoffs.lead_id', 'leads.account_id'])
    .where('offers.id', '=', id)
    .where('seller_id', '=', sellerId)
    .executeTakeFirst()
  if (!seen) throw new AppError('offer_unknown')
  const held = await lockSeen(tx, seen.handoff_id, seen, { account: 'update' })
  const offer = await tx.selectFrom('offers').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return { ...held, offer }
}

/**
 * Whether this seller may answer the offer now: it is open, or its call runs; the seller and the dealer are still
 * there; the lead still consents to dealers; and nobody has the lead.
 */
export async function mayAnswer(
  m: Moment,
  { offer, handoff, lead }: HeldOffer,
  seller: SellerRow,
): Promise<boolean> {
  if (!seller.active || (handoff.state !== 'offered' && handoff.state !== 'open')) return false
  const answered = offer.state !== 'made' && offer.state !== 'seen'
  if (answered) return false
  if (offer.dealer_id === null) return isLive(offer, m.now)
  const dealer = await readDealer(m.tx, offer.dealer_id)
  if (!dealer?.active || seller.dealer_id !== dealer.id) return false
  if (!(await consentsToDealers(m.tx, lead.id))) return false
  if (isLive(offer, m.now)) return true
  return (await runningCalls(m.tx, handoff, m.now)).has(offer.id)
}

/** Whether the offer may still be answered: by its row and its instant, not by whether a timer ran. */
export const isLive = (offer: OfferRow, now: number): boolean =>
  (offer.state === 'made' || offer.state === 'seen') && now < offer.expires_at
