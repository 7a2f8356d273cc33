import { strikeOf } from '../../core/mail/strikes.ts'
import { instant } from '../database.ts'
import { recordFact } from '../facts/record.ts'
import type { Moment } from '../moment.ts'
import { strike } from '../strikes.ts'
import { suppress } from '../suppressions.ts'
import type { LockedLead } from '../transact.ts'
import type { AgreedRecipient } from './agrees.ts'
import { type MessageRow, note, propsOf, tell } from './told.ts'

const OURS = 'the server refuses us as a sender'
const CAME_BACK = 'it came back'

interface Returned {
  mail: MessageRow
  lead: LockedLead
  agreed: AgreedRecipient
}

/**
 * A mail came back. Nobody there: the address takes no mail from now on. Our own doing (5.7.x): never the lead's loss. All else counts,
 * together with what servers refused at once.
 */
export async function bounced(m: Moment, { mail, lead, agreed }: Returned): Promise<void> {
  const { class: is, status: code } = agreed.recipient
  if (is === 'delayed') return delayed(m, mail, code)
  if (is === 'sender') return refused(m, mail, lead, code)
  const found = strikeOf(agreed.recipient)
  if (found === null) return
  const struck = await strike(m, { ...found, address: agreed.address, messageKey: mail.key })
  // The same mail comes back twice: by mail and from its provider, or from two servers on its way.
  if (struck.is === 'known') return
  await settle(m, mail, CAME_BACK, code)
  if (struck.is === 'news') await note(m, mail, 'bounced', code)
  const gone = is === 'hard'
  if (gone || struck.out) {
    const props = { ...propsOf(mail), code: code ?? '' }
    await recordFact(m, { type: 'email.bounced', leadId: lead.id, props, key: `email.bounced ${mail.key}` })
  }
  const counted = `${struck.times} of ${found.needs.count} within ${found.needs.within}`
  await tell(m, mail, {
    status: gone ? 'bounced' : 'came back',
    code,
    reason: struck.out ? 'no more mail to this address' : `not suppressed yet: ${counted}`,
  })
  if (!struck.out) return
  // What waits for the lead goes to the address of today, which an older one says nothing of.
  const current = agreed.address === lead.email ? lead.id : null
  await suppress(m, { address: agreed.address, topic: null, reason: `bounced ${code ?? ''}`.trim() }, current)
}

/** It is on its way and late: a line in the story, and one for the postmaster. */
export async function delayed(m: Moment, mail: MessageRow, code: string | null): Promise<void> {
  await tell(m, mail, { status: 'delayed', code, reason: 'still on its way, a server on the way says' })
  await note(m, mail, 'deferred', code)
}

async function refused(m: Moment, mail: MessageRow, lead: LockedLead, code: string | null): Promise<void> {
  const props = { ...propsOf(mail), code: code ?? '' }
  const key = `email.failed ${mail.key}`
  if ((await recordFact(m, { type: 'email.failed', leadId: lead.id, props, key })) === null) return
  await settle(m, mail, OURS, code)
  await note(m, mail, 'refused', code)
  await tell(m, mail, { status: 'refused', code, reason: OURS })
}

/** What the ledger says: that a mail was taken stays true; of one that was not known to be, this is its end. */
async function settle(m: Moment, mail: MessageRow, reason: string, code: string | null): Promise<void> {
  const open = mail.status === 'unknown' || (mail.status === 'retry' && mail.unknown_at !== null)
  if (!open && mail.status !== 'sent') return
  const end = { status: 'failed' as const, left_at: instant(m.now), claim_id: null, lease_until: null }
  await m.tx
    .updateTable('messages')
    .set({ reason, code, ...(open && end) })
    .where('key', '=', mail.key)
    .execute()
}
