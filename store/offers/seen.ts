import { instant } from '../database.ts'
import { tell } from '../handoffs/tell.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { isLive, lockOffer } from './answer.ts'

/**
 * Notes that the seller looked at the offer. A note only: it changes neither the clock nor whose the lead is, so a
 * machine that opens links can do no harm by it.
 * @throws AppError offer_unknown
 */
export async function noteSeen(store: Store, id: string, sellerId: string): Promise<void> {
  await inMoment(
    store,
    (tx) => lockOffer(tx, id, sellerId),
    async (m, { offer, handoff }) => {
      if (offer.state !== 'made' || !isLive(offer, m.now)) return
      await m.tx
        .updateTable('offers')
        .set({ state: 'seen', seen_at: instant(m.now) })
        .where('id', '=', id)
        .execute()
      await tell(m, handoff, 'offer.seen', { offer: id, seller: sellerId })
    },
  )
}
