import type { Selectable } from 'kysely'
import { noteMailEvents } from '../mail-events.ts'
import { tellStory, toldMail } from '../mail-story.ts'
import type { Moment } from '../moment.ts'
import type { MailHappening } from '../tables/mail-world.ts'
import type { MessagesTable } from '../tables/mail.ts'

/** A row of the ledger, locked. */
export type MessageRow = Selectable<MessagesTable>

/** Props of every fact about a mail. */
export const propsOf = (mail: MessageRow) => ({
  journey: mail.journey_id ?? '',
  message: mail.key,
  template: mail.template,
})

/** A line of the lead's story about the mail. */
export const tell = (
  m: Moment,
  mail: MessageRow,
  said: { status: string; reason?: string; code?: string | null },
): Promise<void> => tellStory(m, toldMail(mail), said)

/** One line for the postmaster. */
export const note = (
  m: Moment,
  mail: MessageRow,
  what: MailHappening,
  code: string | null = null,
): Promise<void> => noteMailEvents(m, [{ what, code, message: mail }])
