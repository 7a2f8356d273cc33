import { instant } from '../database.ts'
import { recordFact } from '../facts/record.ts'
import type { Moment } from '../moment.ts'
import type { LockedLead } from '../transact.ts'
import { type MessageRow, note, propsOf, tell } from './told.ts'

/** The provider says that the mail is in the mailbox: also where a connection broke and the ledger could not know (`unknown`). */
export async function delivered(
  m: Moment,
  { mail, lead }: { mail: MessageRow; lead: LockedLead },
): Promise<void> {
  const props = propsOf(mail)
  const key = `email.delivered ${mail.key}`
  if ((await recordFact(m, { type: 'email.delivered', leadId: lead.id, props, key })) === null) return
  const open = mail.status === 'sending' || mail.status === 'unknown'
  if (!open && !(mail.status === 'retry' && mail.unknown_at !== null)) return
  // A service answer that waits for its second try must not go again, nor one whose worker died before it could say how it went.
  await m.tx
    .updateTable('messages')
    .set({
      status: 'sent',
      reason: null,
      code: null,
      left_at: instant(mail.left_at ?? mail.unknown_at ?? m.now),
      claim_id: null,
      lease_until: null,
      taken_at: null,
    })
    .where('key', '=', mail.key)
    .execute()
  await note(m, mail, 'sent')
  await tell(m, mail, { status: 'sent', reason: 'its provider says that it arrived' })
  await recordFact(m, { type: 'email.sent', leadId: lead.id, props, key: `email.sent ${mail.key}` })
}
