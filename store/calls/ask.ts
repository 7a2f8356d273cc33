import { AppError } from '../../core/errors.ts'
import { normalPhone } from '../../core/identity/phone.ts'
import { instant } from '../database.ts'
import { moveHandoff } from '../handoffs/move.ts'
import { seesAll } from '../handoffs/story-for.ts'
import { inMoment } from '../moment.ts'
import { lockOffer, mayAnswer } from '../offers/answer.ts'
import { readSeller } from '../sellers.ts'
import type { Store } from '../store.ts'
import { runningCalls } from './running.ts'

/** The exchange as the store asks for it: `providers/telephony` has them. */
interface Exchange {
  name: string
  connect(connection: { id: string; seller: string; lead: string }): Promise<{ providerCall: string }>
}

/**
 * Calls the lead of an offer: the exchange rings the seller, then the lead, and shows each its own number. Good while the
 * offer is open, and for the one who has the lead. Of two at once one is put through.
 * @throws AppError offer_unknown, offer_over, offer_auction, call_running, phone_missing; unavailable: the exchange did
 * not take it
 */
export async function askCall(
  store: Store,
  exchange: Exchange,
  offerId: string,
  sellerId: string,
): Promise<{ call: string; state: 'asked' }> {
  const asked = await inMoment(
    store,
    (tx) => lockOffer(tx, offerId, sellerId),
    async (m, held) => {
      const { offer, handoff, lead } = held
      const seller = await readSeller(m.tx, sellerId)
      const owns = seller?.active && handoff.owner_id === sellerId && seesAll(handoff, seller)
      if (!seller || (!owns && !(await mayAnswer(m, held, seller)))) {
        m.wakes.set(`handoff/${handoff.id}`, { type: 'handoff' })
        await moveHandoff(m, held)
        return null
      }
      if (!owns && offer.stage === 'auction') throw new AppError('offer_auction')
      if ((await runningCalls(m.tx, handoff, m.now)).size > 0) throw new AppError('call_running')
      const numbers = {
        seller: normalPhone(seller.phone ?? '', seller.country),
        lead: normalPhone(lead.phone ?? '', lead.country),
      }
      if (numbers.seller === null || numbers.lead === null) throw new AppError('phone_missing')
      const { id } = await m.tx
        .insertInto('calls')
        .values({
          handoff_id: handoff.id,
          offer_id: offer.id,
          seller_id: sellerId,
          lead_id: lead.id,
          provider: exchange.name,
          asked_at: instant(m.now),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      return { id, seller: numbers.seller, lead: numbers.lead }
    },
  )
  if (!asked) throw new AppError('offer_over')
  await connect(store, exchange, asked)
  return { call: asked.id, state: 'asked' }
}

// Outside of the transaction: an exchange may take seconds, and its first event may come before its answer.
async function connect(
  { db }: Store,
  exchange: Exchange,
  asked: { id: string; seller: string; lead: string },
): Promise<void> {
  try {
    const { providerCall } = await exchange.connect(asked)
    await db.updateTable('calls').set({ provider_id: providerCall }).where('id', '=', asked.id).execute()
  } catch {
    await db
      .updateTable('calls')
      .set({ state: 'failed' })
      .where('id', '=', asked.id)
      .where('state', '=', 'asked')
      .execute()
    throw new AppError('unavailable')
  }
}
