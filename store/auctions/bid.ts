import { AppError, type ErrorCode } from '../../core/errors.ts'
import { type BidRefusal, leastBid, refuseBid } from '../../core/sales/auction.ts'
import type { Money } from '../../core/sales/terms.ts'
import { instant } from '../database.ts'
import { moveHandoff } from '../handoffs/move.ts'
import { line, tell } from '../handoffs/tell.ts'
import { auctionTerms } from '../handoffs/terms.ts'
import { inMoment } from '../moment.ts'
import { lockOffer, mayAnswer } from '../offers/answer.ts'
import { readSeller } from '../sellers.ts'
import type { Store } from '../store.ts'
import { bidsOf } from './bids.ts'

const REFUSED: Record<BidRefusal, [ErrorCode, string?]> = {
  closed: ['offer_over'],
  amount: ['bad_input', '/amount'],
  currency: ['bid_currency', '/currency'],
  low: ['bid_low', '/amount'],
  leads: ['bid_leads', '/amount'],
}

/** A bid that was taken, and the least that the next one must be, in minor units. */
export interface Placed {
  bid: string
  amount: number
  currency: string
  least: number
  closesAt: number
}

/**
 * Bids for an auctioned lead. Of two bids in the same moment both are judged, one after the other: the second must raise
 * the first. A bid stands; nobody takes it back.
 * @throws AppError offer_unknown, offer_over (also at the closing instant), offer_no_auction, bid_low, bid_currency,
 * bid_leads, bad_input (no positive whole number of minor units)
 */
export async function placeBid(store: Store, id: string, sellerId: string, money: Money): Promise<Placed> {
  const placed = await inMoment(
    store,
    (tx) => lockOffer(tx, id, sellerId),
    async (m, held) => {
      const { offer, handoff } = held
      const seller = await readSeller(m.tx, sellerId)
      const terms = auctionTerms(handoff)
      if (offer.stage !== 'auction' || !terms) throw new AppError('offer_no_auction')
      const closesAt = handoff.closes_at ?? 0
      const may = handoff.stage === 'auction' && seller?.dealer_id && (await mayAnswer(m, held, seller))
      if (!may) {
        await moveHandoff(m, held)
        m.wakes.set(`handoff/${handoff.id}`, { type: 'handoff' })
        return null
      }
      const dealer = seller.dealer_id ?? ''
      const bids = await bidsOf(m.tx, handoff.id)
      const refused = refuseBid(terms, { closesAt, bids }, { dealer, ...money, at: m.now })
      if (refused) throw new AppError(...REFUSED[refused])
      const bid = await m.tx
        .insertInto('bids')
        .values({
          handoff_id: handoff.id,
          dealer_id: dealer,
          seller_id: seller.id,
          ...money,
          at: instant(m.now),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await tell(m, handoff, 'bid.placed', { offer: id, seller: seller.id, dealer, ...money })
      await line(m, handoff, 'bid', { dealer, ...money })
      const state = 'standing' as const
      const least = leastBid(terms, [...bids, { id: bid.id, dealer, amount: money.amount, state }])
      return { bid: bid.id, ...money, least, closesAt }
    },
  )
  if (!placed) throw new AppError('offer_over')
  return placed
}
