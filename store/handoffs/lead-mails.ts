import { queueMessage } from '../messages.ts'
import type { Moment } from '../moment.ts'
import { readSeller, type SellerRow } from '../sellers.ts'
import { whereabouts } from '../whereabouts.ts'
import type { Held } from './lock.ts'
import { langOf, spoken } from './words.ts'

/** How long the lead's own page stays good, in business ms. */
const PAGE_LASTS = 90 * 24 * 3_600_000

// The lead's own page: who calls, and the button that refuses it.
const ownPage = (m: Moment, { handoff, lead }: Held) => ({
  page: 'call',
  id: handoff.id,
  lead: lead.id,
  until: m.now + PAGE_LASTS,
})

/** Tells the lead who calls and by when, in the lead's language and zone; or, if they `talked` already, who looks after it. */
export async function mailLead(
  m: Moment,
  held: Held,
  seller: SellerRow,
  { due, talked = false }: { due: number; talked?: boolean },
): Promise<void> {
  const { lead, handoff } = held
  if (!lead.email) return
  const { defaults } = m.release
  const dealer = seller.dealer_id
    ? await m.tx.selectFrom('dealers').select('name').where('id', '=', seller.dealer_id).executeTakeFirst()
    : undefined
  await queueMessage(m, {
    key: `who-calls/${handoff.id}/${seller.id}`,
    leadId: lead.id,
    sellerId: null,
    source: 'handoff',
    template: 'sales/who-calls',
    from: seller.id,
    vars: {
      who: seller.name,
      dealer: dealer?.name ?? '',
      phone: seller.phone ?? '',
      until: spoken(due, (await whereabouts(m, lead)).zone, langOf(lead.lang ?? defaults.lang)),
      talked,
      page: ownPage(m, held),
    },
  })
}

/** Tells the lead, once, that partners are asked: one of them may call before anybody has the lead. */
export async function mailPartners(m: Moment, held: Held): Promise<void> {
  const { lead, handoff } = held
  if (!lead.email) return
  await queueMessage(m, {
    key: `partners/${handoff.id}`,
    leadId: lead.id,
    sellerId: null,
    source: 'handoff',
    template: 'sales/partners',
    vars: { page: ownPage(m, held) },
  })
}

/**
 * Nobody took it: whoever asked us, or was told that somebody calls, gets a courteous answer. To others silence is the
 * better one.
 */
export async function mailNobody(m: Moment, { handoff, lead }: Held): Promise<void> {
  if (!lead.email) return
  const told = await m.tx
    .selectFrom('messages')
    .select('key')
    .where('lead_id', '=', lead.id)
    .where((e) =>
      e.or([e('key', '=', `partners/${handoff.id}`), e('key', 'like', `who-calls/${handoff.id}/%`)]),
    )
    .limit(1)
    .executeTakeFirst()
  if (!told && handoff.thing === null) return
  await queueMessage(m, {
    key: `nobody-calls/${handoff.id}`,
    leadId: lead.id,
    sellerId: null,
    source: 'handoff',
    template: 'sales/nobody-calls',
  })
}

/** Tells whoever has the lead that it would rather not be called. */
export async function mailRefused(m: Moment, { handoff, lead }: Held): Promise<void> {
  const seller = handoff.owner_id ? await readSeller(m.tx, handoff.owner_id) : undefined
  if (!seller) return
  await queueMessage(m, {
    key: `refused/${handoff.id}/${seller.id}`,
    leadId: lead.id,
    sellerId: seller.id,
    source: 'handoff',
    template: 'sales/refused',
    vars: { reader: seller.name, about: { name: lead.name ?? '' } },
  })
}
