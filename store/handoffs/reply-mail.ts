import { queueMessage } from '../messages.ts'
import type { Moment } from '../moment.ts'
import { readSeller } from '../sellers.ts'
import type { LockedLead } from '../transact.ts'

const TEMPLATE = 'sales/replied'
/** As much of an answer as a mail about it quotes, in characters. */
const QUOTED = 4000

const quoted = (value: unknown): string => (typeof value === 'string' ? value.slice(0, QUOTED) : '')

/**
 * Rule 13: an answer by a person goes on to the lead's owner, else to its company's. Props `subject` and `text` of the
 * fact, where it has them, are quoted. Without an owner the answer stands in the story alone.
 */
export async function mailReply(
  m: Moment,
  lead: LockedLead,
  fact: { id: number; type: string; props: Record<string, unknown> },
): Promise<void> {
  if (fact.type !== 'email.replied' || fact.props.human === false) return
  if (!Object.hasOwn(m.release.templateKinds, TEMPLATE)) return
  const account = lead.account_id
    ? await m.tx
        .selectFrom('accounts')
        .select(['name', 'owner_id'])
        .where('id', '=', lead.account_id)
        .executeTakeFirst()
    : undefined
  const owner = lead.owner_id ?? account?.owner_id
  const seller = owner ? await readSeller(m.tx, owner) : undefined
  if (!seller) return
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
}
