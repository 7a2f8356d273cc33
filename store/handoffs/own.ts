import type { Duration } from '../../core/language/durations.ts'
import { contactDue } from '../../core/sales/clocks.ts'
import { instant } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import type { RevealsTable } from '../tables/dealers.ts'
import { closeHandoffTasks } from '../tasks.ts'
import { change } from './change.ts'
import type { Held } from './lock.ts'
import { mailLead } from './lead-mails.ts'
import { contactTime, mailSeller } from './mails.ts'
import { routeOf, workTime } from './route.ts'
import { line, tell, tellJourneys } from './tell.ts'

/** Why somebody has a lead from now on. `offer`: through which offer; `contactWithin`: not as the route says. */
interface Taken {
  offer: string
  why: RevealsTable['why']
  contactWithin?: Duration
}

/** What the seller is told: by when the first contact is due, epoch ms. */
export interface Accepted {
  handoff: string
  contactDueAt: number
}

/**
 * Makes a seller the owner of a hand-off: the contacts open, the clock of the first contact starts, lead, journeys and
 * seller are told. The caller holds the locks, has closed the offers, and moves the hand-off on.
 */
export async function own(m: Moment, held: Held, seller: SellerRow, taken: Taken): Promise<Accepted> {
  const { handoff, lead } = held
  const route = routeOf(m, handoff)
  const within = taken.contactWithin ?? contactTime(handoff, route)
  const talked = taken.why === 'talk'
  const due = contactDue(m.now, within, workTime(m, route, seller))
  await closeHandoffTasks(m, handoff.id)
  await change(m, held, {
    state: 'owned',
    owner_id: seller.id,
    dealer_id: seller.dealer_id,
    owned_at: m.now,
    revealed_at: m.now,
    contact_due_at: due,
    contacted_at: null,
    reminded_at: null,
    overdue_at: null,
    again_at: null,
    waits_since: null,
  })
  await becomeOwner(m, lead, seller)
  if (taken.why !== 'won') await tell(m, handoff, 'offer.accepted', { offer: taken.offer, seller: seller.id })
  await reveal(m, held, seller, taken.why)
  await tell(m, handoff, 'handoff.owned', { seller: seller.id, contactDueAt: new Date(due).toISOString() })
  await tellJourneys(m, handoff, 'accepted')
  await line(m, handoff, 'owned', {
    seller: seller.id,
    ...(seller.dealer_id && { dealer: seller.dealer_id, why: taken.why }),
    contactDueAt: new Date(due).toISOString(),
  })
  await mailSeller(m, held, seller, {
    key: `taken/${taken.offer}`,
    template: 'sales/taken',
    times: { until: due },
    link: { page: 'handoff', id: handoff.id },
    contacts: true,
    more: { talked },
  })
  await mailLead(m, held, seller, { due, talked })
  return { handoff: handoff.id, contactDueAt: due }
}

/** From now on the seller sees how to reach the lead. Kept on record, also after the lead went on to somebody else. */
export async function reveal(
  m: Moment,
  held: Held,
  seller: SellerRow,
  why: RevealsTable['why'],
): Promise<void> {
  const { handoff } = held
  await m.tx
    .insertInto('reveals')
    .values({
      handoff_id: handoff.id,
      seller_id: seller.id,
      dealer_id: seller.dealer_id,
      at: instant(m.now),
      why: seller.dealer_id ? why : 'assigned',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  if (seller.dealer_id)
    await tell(m, handoff, 'contact.revealed', { seller: seller.id, dealer: seller.dealer_id, why })
}

// One lead makes no dealer the owner of a company: for that a client is registered.
async function becomeOwner(m: Moment, lead: Held['lead'], seller: SellerRow): Promise<void> {
  if (lead.account_id && seller.dealer_id === null) {
    await m.tx
      .updateTable('accounts')
      .set({ owner_id: seller.id })
      .where('id', '=', lead.account_id)
      .where('owner_id', 'is', null)
      .execute()
  }
  if (lead.owner_id === seller.id) return
  await m.tx
    .updateTable('leads')
    .set({ owner_id: seller.id, updated_at: instant(m.now) })
    .where('id', '=', lead.id)
    .execute()
  lead.owner_id = seller.id
}
