import { AppError } from '../../core/errors.ts'
import { contactDue } from '../../core/sales/clocks.ts'
import { instant } from '../database.ts'
import { change } from '../handoffs/change.ts'
import type { Held } from '../handoffs/lock.ts'
import { contactTime, mailLead, mailSeller } from '../handoffs/mails.ts'
import { moveHandoff } from '../handoffs/move.ts'
import { closeOffer, withdrawOffers } from '../handoffs/offer.ts'
import { routeOf, workTime } from '../handoffs/route.ts'
import { line, tell, tellJourneys } from '../handoffs/tell.ts'
import { inMoment, type Moment } from '../moment.ts'
import { readSeller, type SellerRow } from '../sellers.ts'
import type { Store } from '../store.ts'
import { closeHandoffTasks } from '../tasks.ts'
import { isLive, lockOffer } from './answer.ts'

/** What the seller is told: by when the first contact is due, epoch ms. */
export interface Accepted {
  handoff: string
  contactDueAt: number
}

/**
 * The seller takes the lead. Of two answers in the same moment one wins; a late one finds the offer over, and the lead
 * goes to the next at once.
 * @throws AppError offer_unknown, offer_over
 */
export async function acceptOffer(store: Store, id: string, sellerId: string): Promise<Accepted> {
  const accepted = await inMoment(
    store,
    (tx) => lockOffer(tx, id, sellerId),
    async (m, held) => {
      const { offer, handoff } = held
      const seller = await readSeller(m.tx, sellerId)
      m.wakes.set(`handoff/${handoff.id}`, { type: 'handoff' })
      if (!seller?.active || !isLive(offer, m.now)) {
        await moveHandoff(m, held)
        return null
      }
      await closeOffer(m, offer, 'accepted')
      await withdrawOffers(m, handoff.id)
      return own(m, held, seller, offer.id)
    },
  )
  if (!accepted) throw new AppError('offer_over')
  return accepted
}

async function own(m: Moment, held: Held, seller: SellerRow, offer: string): Promise<Accepted> {
  const { handoff, lead } = held
  const route = routeOf(m, handoff)
  const due = contactDue(m.now, contactTime(handoff, route), workTime(m, route, seller))
  await closeHandoffTasks(m, handoff.id)
  await change(m, held, {
    state: 'owned',
    owner_id: seller.id,
    owned_at: m.now,
    contact_due_at: due,
    contacted_at: null,
    reminded_at: null,
    overdue_at: null,
    again_at: null,
  })
  await becomeOwner(m, lead, seller.id)
  await tell(m, handoff, 'offer.accepted', { offer, seller: seller.id })
  await tell(m, handoff, 'handoff.owned', { seller: seller.id, contactDueAt: new Date(due).toISOString() })
  await tellJourneys(m, handoff, 'accepted')
  await line(m, handoff, 'owned', { seller: seller.id, contactDueAt: new Date(due).toISOString() })
  await mailSeller(m, held, seller, {
    key: `taken/${offer}`,
    template: 'sales/taken',
    times: { until: due },
    link: { page: 'handoff', id: handoff.id },
    contacts: true,
  })
  await mailLead(m, held, seller, due)
  await moveHandoff(m, held)
  return { handoff: handoff.id, contactDueAt: due }
}

async function becomeOwner(m: Moment, lead: Held['lead'], sellerId: string): Promise<void> {
  if (lead.account_id) {
    await m.tx
      .updateTable('accounts')
      .set({ owner_id: sellerId })
      .where('id', '=', lead.account_id)
      .where('owner_id', 'is', null)
      .execute()
  }
  if (lead.owner_id === sellerId) return
  await m.tx
    .updateTable('leads')
    .set({ owner_id: sellerId, updated_at: instant(m.now) })
    .where('id', '=', lead.id)
    .execute()
  lead.owner_id = sellerId
}
