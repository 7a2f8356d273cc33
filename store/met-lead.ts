import { AppError } from '../core/errors.ts'
import { accountOwner } from './account-owner.ts'
import { json, instant } from './database.ts'
import { recordFact } from './facts/record.ts'
import { routeForApi } from './handoffs/create.ts'
import type { Held } from './handoffs/lock.ts'
import { lockThere } from './handoffs/lock-able.ts'
import { moveHandoff } from './handoffs/move.ts'
import { openHandoff } from './handoffs/open.ts'
import { own } from './handoffs/own.ts'
import { protecting } from './handoffs/values.ts'
import { addLeadKeys, findOrMakeLead } from './identity.ts'
import { changeLead, normalKeys, recordConsentFact } from './leads.ts'
import { againIfMerged } from './merging/follow.ts'
import { inMoment, type Moment } from './moment.ts'
import type { SellerRow } from './sellers.ts'
import type { Store } from './store.ts'
import { type LockedLead, lockLead } from './transact.ts'

/** Somebody whom a seller met. `phone` with its country; the texts of what the person agreed to, as the page said them. */
export interface MetLead {
  name: string
  email?: string
  phone?: string
  company: string
  where: string
  note: string
  agreed: string
  news: string | null
}

/**
 * Writes down somebody whom a seller met. A lead that is new is the seller's own, with a hand-off and its clocks; of one
 * that is known already only the meeting is recorded, and nothing else changes: no profile, no consent, no owner.
 * @throws AppError bad_email, phone_bad, lead_keyless, seller_unknown, lead_erased
 */
export async function addMetLead(store: Store, sellerId: string, met: MetLead): Promise<void> {
  const keys = normalKeys({ ...(met.email && { email: met.email }), ...(met.phone && { phone: met.phone }) })
  await inMoment(
    store,
    (tx) =>
      againIfMerged(async () => {
        const { id, created } = await findOrMakeLead(tx, keys, await store.clock.now(tx))
        return { lead: await lockLead(tx, id, { account: 'update' }), created }
      }),
    async (m, { lead, created }) => {
      const seller = await lockThere(m, sellerId)
      if (!seller) throw new AppError('seller_unknown')
      const source = `met: ${met.where}`
      if (created) {
        await addLeadKeys(m.tx, lead.id, keys)
        const fields = met.company ? { company: met.company } : {}
        await changeLead(m, lead, { name: met.name, source, fields }, keys, { created })
        await recordConsentFact(m, lead.id, { purpose: 'data', source, text: met.agreed })
        if (met.news) await recordConsentFact(m, lead.id, { purpose: 'marketing', source, text: met.news })
      }
      await recordFact(m, {
        type: 'lead.met',
        leadId: lead.id,
        accountId: lead.account_id,
        props: { by: seller.id, where: met.where, note: met.note },
      })
      if (created) await handOver(m, lead.id, seller)
    },
  )
}

// A new person at a company that is somebody's goes the way that the route says, not to who met them.
async function handOver(m: Moment, leadId: string, seller: SellerRow): Promise<void> {
  const lead: LockedLead = await m.tx
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', leadId)
    .executeTakeFirstOrThrow()
  const free = await isFree(m, lead, seller)
  const { id } = await openHandoff(m, {
    leadId,
    accountId: lead.account_id,
    thing: null,
    route: routeForApi(m),
    journeyId: null,
    step: 'met',
    to: free ? seller.id : null,
    firstContact: null,
    source: 'api',
    ...(free && { terms: { mode: 'assign', sellers: [seller.email] } }),
  })
  if (!free) return
  const handoff = await m.tx.selectFrom('handoffs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  // What the meeting set going may have given it to somebody by now.
  if (handoff.state !== 'open') return
  const held: Held = { handoff, lead }
  const offer = await m.tx
    .insertInto('offers')
    .values({
      handoff_id: id,
      seller_id: seller.id,
      dealer_id: seller.dealer_id,
      stage: 'assign',
      rank: 1,
      state: 'accepted',
      why: json({ by: 'met the lead' }),
      made_at: instant(m.now),
      expires_at: instant(m.now),
      answered_at: instant(m.now),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await own(m, held, seller, { offer: offer.id, why: 'taken' })
  await moveHandoff(m, held)
}

async function isFree(m: Moment, lead: LockedLead, seller: SellerRow): Promise<boolean> {
  const protector = await protecting(m, lead.account_id)
  if (protector) return protector.id === seller.dealer_id
  const owner = await accountOwner(m.tx, lead.account_id)
  return owner === null || owner === seller.id
}
