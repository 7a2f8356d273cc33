import { dayOf } from '../core/time/day.ts'
import { instant } from './database.ts'
import type { Moment } from './moment.ts'
import type { MailHappening } from './tables/mail-world.ts'

/** One thing that happened to a mail. `code` is the server's, enhanced where it gave one; nothing personal. */
export interface MailEvent {
  what: MailHappening
  code?: string | null
  message: { key: string; sender: string | null; lane: string; topic: string | null }
}

/** Notes for the postmaster what happened to mails, in the transaction in which it is true. */
export async function noteMailEvents(m: Moment, events: MailEvent[]): Promise<void> {
  if (events.length === 0) return
  const day = dayOf(m.now, m.release.defaults.zone)
  await m.tx
    .insertInto('mail_events')
    .values(
      events.map(({ what, code, message }) => ({
        at: instant(m.now),
        day,
        sender: message.sender ?? m.release.defaults.sender,
        lane: message.lane,
        topic: message.topic ?? '',
        what,
        code: code ?? null,
        message_key: message.key,
      })),
    )
    .execute()
}
