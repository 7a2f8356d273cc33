import { instant } from '../database.ts'
import { journal } from '../journal.ts'
import { queueMessage } from '../messages.ts'
import type { Moment } from '../moment.ts'
import { headOfAll, readSeller, type SellerRow } from '../sellers.ts'
import type { LockedLead } from '../transact.ts'

const TEMPLATE = 'sales/replied'
/** As much of an answer as a mail about it quotes, in characters. */
const QUOTED = 4000

const quoted = (value: unknown): string => (typeof value === 'string' ? value.slice(0, QUOTED) : '')

/**
 * Rule 13: an answer by a person goes on to the lead's owner, else to its company's, else to the head of all, else to the
 * address for alerts; the story says to whom. Props `subject` and `text` of the fact, where it has them, are quoted.
 */
export async function mailReply(
  m: Moment,
  lead: LockedLead,
  fact: { id: number; type: string; props: Record<string, unknown> },
): Promise<void> {
  if (fact.type !== 'email.replied' || fact.props.human === false) return
  const account = lead.account_id
    ? await m.tx
        .selectFrom('accounts')
        .select(['name', 'owner_id'])
        .where('id', '=', lead.account_id)
        .executeTakeFirst()
    : undefined
  const reader = await readerOf(m, { owner: lead.owner_id, company: account?.owner_id ?? null })
  if (!reader || !Object.hasOwn(m.release.templateKinds, TEMPLATE)) {
    const row = { fact_id: fact.id, lead_id: lead.id, at: instant(m.now) }
    await m.tx
      .insertInto('untold_replies')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return note(m, lead.id, {
      what: 'answer waits for the address of alerts',
      why: reader ? `no template ${TEMPLATE}` : 'no owner, and nobody leads all',
    })
  }
  const { seller, as } = reader
  await queueMessage(m, {
    key: `reply/${fact.id}`,
    leadId: lead.id,
    sellerId: seller.id,
    source: 'handoff',
    template: TEMPLATE,
    vars: {
      reader: seller.name,
      about: { name: lead.name ?? '', company: account?.name ?? '' },
      contacts: { email: lead.email ?? '', phone: lead.phone ?? '' },
      answer: { subject: quoted(fact.props.subject), text: quoted(fact.props.text) },
    },
  })
  await note(m, lead.id, { what: 'answer goes on', to: as, seller: seller.id })
}

const note = (m: Moment, leadId: string, data: Record<string, string>): Promise<void> =>
  journal(m, { leadId, kind: 'note', data })

/** Who reads an answer, and as what. One who is no longer there reads nothing. */
async function readerOf(
  m: Moment,
  { owner, company }: { owner: string | null; company: string | null },
): Promise<{ seller: SellerRow; as: 'owner' | 'owner of the company' | 'head of all' } | null> {
  for (const [id, as] of [
    [owner, 'owner'],
    [company, 'owner of the company'],
  ] as const) {
    const seller = id === null ? undefined : await readSeller(m.tx, id)
    if (seller?.active) return { seller, as }
  }
  const head = await headOfAll(m.tx)
  return head ? { seller: head, as: 'head of all' } : null
}
