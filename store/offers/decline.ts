import { AppError } from '../../core/errors.ts'
import { moveHandoff } from '../handoffs/move.ts'
import { closeOffer, letPass } from '../handoffs/offer.ts'
import { line, tell } from '../handoffs/tell.ts'
import { inMoment } from '../moment.ts'
import { readSeller } from '../sellers.ts'
import type { Store } from '../store.ts'
import { lockOffer, mayAnswer } from './answer.ts'

/**
 * The seller does not take the lead; the next one is asked in the same transaction.
 * @throws AppError offer_unknown, offer_over
 */
export async function declineOffer(
  store: Store,
  id: string,
  sellerId: string,
  reason?: string,
): Promise<void> {
  const declined = await inMoment(
    store,
    (tx) => lockOffer(tx, id, sellerId),
    async (m, held) => {
      const { offer, handoff } = held
      const seller = await readSeller(m.tx, sellerId)
      const live = seller !== undefined && (await mayAnswer(m, held, seller))
      m.wakes.set(`handoff/${handoff.id}`, { type: 'handoff' })
      if (live) {
        await closeOffer(m, offer, 'declined', reason ?? null)
        if (offer.dealer_id === null) await letPass(m, held)
        await tell(m, handoff, 'offer.declined', {
          offer: offer.id,
          seller: sellerId,
          ...(reason && { reason }),
        })
        await line(m, handoff, 'declined', { seller: sellerId, ...(reason && { reason }) })
      }
      await moveHandoff(m, held)
      return live
    },
  )
  if (!declined) throw new AppError('offer_over')
}
