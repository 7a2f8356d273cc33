import { normalEmail } from '../../core/identity/email.ts'
import type { IncomingEvent } from '../../core/mail/incoming/event.ts'
import { recordFact } from '../facts/record.ts'
import type { Moment } from '../moment.ts'
import type { LockedLead } from '../transact.ts'
import type { FoundMail } from './find-mail.ts'
import { type MessageRow, note, propsOf } from './told.ts'

const MOST = 4_000
const SUBJECT = 500

/**
 * A person answered: the fact holds the journey of that mail by rule 13 and goes on to the owner, because whoever applies it does both.
 * `other`: it came from another address than the lead's, as from an assistant.
 */
export async function replied(
  m: Moment,
  {
    mail,
    lead,
    event,
    by,
    id,
  }: { mail: MessageRow; lead: LockedLead; event: IncomingEvent; by: FoundMail['by']; id: string },
): Promise<void> {
  const from = normalEmail(event.from)
  const other = by === 'name' && !(from.ok && from.email === lead.email)
  const made = await recordFact(m, {
    type: 'email.replied',
    leadId: lead.id,
    key: `email.replied ${mail.key} ${id}`,
    props: {
      ...propsOf(mail),
      human: true,
      subject: event.subject.slice(0, SUBJECT).toWellFormed(),
      text: event.text.slice(0, MOST).toWellFormed(),
      ...(other && { other }),
      ...(by === 'writer' && { by }),
    },
  })
  if (made !== null) await note(m, mail, 'replied')
}
