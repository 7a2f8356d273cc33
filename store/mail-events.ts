import { sql } from 'kysely'
import { dayOf } from '../core/time/day.ts'
import { instant, json } from './database.ts'
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
  const rows = events.map(({ what, code = null, message }) => ({
    sender: message.sender ?? m.release.defaults.sender,
    lane: message.lane,
    topic: message.topic ?? '',
    what,
    code,
    key: message.key,
  }))
  await sql`/* note-mail-events */ insert into mail_events (at, day, sender, lane, topic, what, code, message_key)
    select ${instant(m.now)}, ${day}::date, sender, lane, topic, what, code, key
    from jsonb_to_recordset(${json(rows)})
      as x(sender text, lane text, topic text, what text, code text, key text)`.execute(m.tx)
}
