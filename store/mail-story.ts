import type { Selectable } from 'kysely'
import type { MailOpens } from '../core/mail/mail-opens.ts'
import { waitWords } from '../core/mail/may-send.ts'
import type { FoundZone } from '../core/time/zone.ts'
import { type JournalLine, journalAll } from './journal.ts'
import type { Moment } from './moment.ts'
import type { MessagesTable } from './tables/mail.ts'

/** A mail as the lead's story names it. */
export interface ToldMail {
  key: string
  leadId: string | null
  journeyId?: string | null
  sellerId: string | null
  template: string
}

type MessageRow = Pick<Selectable<MessagesTable>, 'key' | 'lead_id' | 'journey_id' | 'seller_id' | 'template'>

/** A row of the ledger as the lead's story names it. */
export const toldMail = (row: MessageRow): ToldMail => ({
  key: row.key,
  leadId: row.lead_id,
  journeyId: row.journey_id,
  sellerId: row.seller_id,
  template: row.template,
})

/** What the story says of a mail. `until`: epoch ms of business time. */
export interface ToldFate {
  status: string
  reason?: string | null
  code?: string | null
  messageId?: string
  until?: number
  /** Where hours have a part: whose clock, how that is known, and the holiday that keeps them closed. */
  zone?: string
  zoneFrom?: FoundZone['from']
  holiday?: string
}

/** A line of the lead's story about one mail. Nothing personal: template, status, reason, Message-ID. */
export async function tellStory(m: Moment, mail: ToldMail, said: ToldFate): Promise<void> {
  await journalAll(m, storyLines(mail, said))
}

/** The line that `tellStory` writes; none where the mail is about no lead. */
export function storyLines(mail: ToldMail, { until, ...rest }: ToldFate): JournalLine[] {
  if (!mail.leadId) return []
  const data = {
    message: mail.key,
    template: mail.template,
    ...(mail.sellerId && { seller: mail.sellerId }),
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && value !== null)),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
  }
  return [{ leadId: mail.leadId, journeyId: mail.journeyId ?? null, kind: 'mail', data }]
}

/** What the story says of hours: which, whose clock it is and how that is known, and the holiday that keeps them closed. */
export const hoursTold = ({ closed, holiday }: MailOpens, { zone, from }: FoundZone) => ({
  ...(closed && { reason: waitWords({ why: closed, ...(holiday !== null && { what: holiday }) }) }),
  zone,
  zoneFrom: from,
  ...(holiday !== null && { holiday }),
})
