import { AppError } from '../../core/errors.ts'
import { moveHandoff } from '../handoffs/move.ts'
import { closeOffer, withdrawOffers } from '../handoffs/offer.ts'
import { type Accepted, own } from '../handoffs/own.ts'
import { inMoment } from '../moment.ts'
import { readSeller } from '../sellers.ts'
import type { Store } from '../store.ts'
import { lockOffer, mayAnswer } from './answer.ts'

/**
 * The seller takes the lead. Of two answers in the same moment one wins; a late one finds the offer over, and the lead
 * goes to the next at once.
 * @throws AppError offer_unknown, offer_over, offer_auction (the lead is auctioned: bid for it)
 */
export async function acceptOffer(store: Store, id: string, sellerId: string): Promise<Accepted> {
  const accepted = await inMoment(
    store,
    (tx) => lockOffer(tx, id, sellerId),
    async (m, held) => {
      const { offer, handoff } = held
      const seller = await readSeller(m.tx, sellerId)
      m.wakes.set(`handoff/${handoff.id}`, { type: 'handoff' })
      if (!seller || !(await mayAnswer(m, held, seller))) {
        await moveHandoff(m, held)
        return null
      }
      if (offer.stage === 'auction') throw new AppError('offer_auction')
      await closeOffer(m, offer, 'accepted')
      await withdrawOffers(m, handoff.id)
      const taken = await own(m, held, seller, {
        offer: offer.id,
        why: seller.dealer_id ? 'taken' : 'assigned',
      })
      await moveHandoff(m, held)
      return taken
    },
  )
  if (!accepted) throw new AppError('offer_over')
  return accepted
}
