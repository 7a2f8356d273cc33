import { recordFact } from '../facts/record.ts'
import { recordConsentFact } from '../leads.ts'
import { noteUnsubscribed } from '../mail-choices.ts'
import type { Moment } from '../moment.ts'
import { suppress } from '../suppressions.ts'
import type { LockedLead } from '../transact.ts'
import type { AgreedRecipient } from './agrees.ts'
import { type MessageRow, note, propsOf, tell } from './told.ts'

interface Refusal {
  mail: MessageRow
  lead: LockedLead
  agreed: AgreedRecipient
}

/** A reader called our mail spam: no marketing mail whatever to that address any more. */
export async function complained(m: Moment, refusal: Refusal): Promise<void> {
  const { mail, lead } = refusal
  const key = `email.complained ${mail.key}`
  const props = propsOf(mail)
  if ((await recordFact(m, { type: 'email.complained', leadId: lead.id, props, key })) === null) return
  await note(m, mail, 'complained')
  await tell(m, mail, { status: 'complained', reason: 'no more marketing mail to this address' })
  await noMarketing(m, refusal, 'complained')
}

/** The provider took its own word for it that a reader wants no more mail. */
export async function unsubscribedThere(m: Moment, refusal: Refusal): Promise<void> {
  const { mail, lead } = refusal
  const key = `unsubscribed/${mail.key}/`
  const props = propsOf(mail)
  if ((await recordFact(m, { type: 'email.unsubscribed', leadId: lead.id, props, key })) === null) return
  await noteUnsubscribed(m, mail.key)
  await noMarketing(m, refusal, 'unsubscribed')
}

/**
 * Consent is taken back, which ends the marketing of topics that do not exist yet too, and the address refuses each topic there is,
 * so that another lead with it, or one imported anew, gets none either. Service mail goes on.
 */
async function noMarketing(m: Moment, { lead, agreed }: Refusal, reason: string): Promise<void> {
  await recordConsentFact(m, lead.id, {
    purpose: 'marketing',
    given: false,
    source: reason,
    text: 'No more mail',
  })
  for (const topic of Object.keys(m.release.topics).sort())
    await suppress(m, { address: agreed.address, topic, reason }, lead.id)
}
