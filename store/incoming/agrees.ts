import { normalEmail } from '../../core/identity/email.ts'
import type { IncomingEvent } from '../../core/mail/incoming/event.ts'
import type { IncomingRecipient } from '../../core/mail/incoming/refusal.ts'
import type { Moment } from '../moment.ts'
import type { LockedLead } from '../transact.ts'

/** Whom an event speaks of, among those to whom we wrote; `address` is ours, in its normal form. */
export interface AgreedRecipient {
  recipient: IncomingRecipient
  address: string
}

const NOBODY: IncomingRecipient = { address: null, class: 'unknown', status: null }

/**
 * The recipient who is this lead. What is signed, by us or by the provider, is believed also where the address was blacked out or the
 * lead's server had sent the mail on; what is not must name the lead's own address, or for a complaint none at all, because there
 * providers black it out and a Message-ID is all they leave. Null: it is not believed, and only counted.
 */
export async function agreedRecipient(
  m: Moment,
  lead: LockedLead,
  event: IncomingEvent,
): Promise<AgreedRecipient | null> {
  const own = await addressesOf(m, lead)
  for (const recipient of event.recipients) {
    const address = normalised(recipient.address)
    if (address !== null && own.includes(address)) return { recipient, address }
  }
  const address = lead.email
  if (address === null || event.proof === null) return null
  const signed = event.proof !== 'message-id'
  const silent = event.recipients.every((one) => one.address === null)
  if (!signed && !(silent && event.kind === 'complaint')) return null
  const failed = event.recipients.find((one) => one.class !== 'delayed')
  return { recipient: failed ?? event.recipients[0] ?? NOBODY, address }
}

async function addressesOf(m: Moment, lead: LockedLead): Promise<string[]> {
  const rows = await m.tx
    .selectFrom('lead_keys')
    .select('value')
    .where('lead_id', '=', lead.id)
    .where('kind', '=', 'email')
    .execute()
  return [...(lead.email === null ? [] : [lead.email]), ...rows.map((row) => row.value)]
}

function normalised(address: string | null): string | null {
  const found = normalEmail(address ?? '')
  return found.ok ? found.email : null
}
