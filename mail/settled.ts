import type { OwnFact } from '../store/facts/record-many.ts'
import type { JournalLine } from '../store/journal.ts'
import type { MailEvent } from '../store/mail-events.ts'
import { storyLines, toldMail } from '../store/mail-story.ts'
import type { MessageRow } from './claim.ts'
import { type MailOutcome, UNSIGNED } from './outcome.ts'

/** A row of the ledger, as far as settling looks at it. */
export type Settled = Pick<
  MessageRow,
  | 'key'
  | 'lead_id'
  | 'journey_id'
  | 'seller_id'
  | 'template'
  | 'kind'
  | 'topic'
  | 'lane'
  | 'sender'
  | 'status'
  | 'reason'
  | 'claim_id'
  | 'tries'
  | 'message_id'
  | 'queued_at'
  | 'expires_at'
  | 'due_at'
  | 'first_tried_at'
  | 'unknown_at'
  | 'taken_at'
> & {
  /** Whether its lease is over. */
  over: boolean | null
}

/** Whose mail it was. */
export interface LeadOf {
  id: string
  accountId: string | null
  email: string | null
}

/** What is written of a mail that ended. */
export interface Decided {
  row: Settled
  outcome: MailOutcome
  uncounted: 0 | 1
  /** Erased while its mail was on the way: the ledger is settled, and nothing is said of it. */
  lead: LeadOf | null
}

/** Whether nobody knows if it arrived. */
export const isUnknown = (outcome: MailOutcome): boolean =>
  outcome.status === 'unknown' || (outcome.status === 'retry' && outcome.unknown)

/** What the lead's story says of it. */
export function linesOf({ row, outcome, lead }: Decided): JournalLine[] {
  // Held for the same reason as before is no news.
  if (!lead || (outcome.status === 'retry' && outcome.reason === UNSIGNED && row.reason === UNSIGNED))
    return []
  return storyLines(toldMail(row), {
    status: isUnknown(outcome) ? 'unknown' : outcome.status,
    ...('reason' in outcome && { reason: outcome.reason }),
    ...('code' in outcome && { code: outcome.code }),
    ...(outcome.status === 'retry' && { until: outcome.dueAt }),
    ...(row.message_id && { messageId: row.message_id }),
  })
}

/** What the postmaster counts. */
export function eventsOf({ row, outcome }: Decided): MailEvent[] {
  const what = happeningOf(outcome)
  const code = 'code' in outcome ? outcome.code : null
  return what ? [{ what, code, message: row }] : []
}

function happeningOf(outcome: MailOutcome): MailEvent['what'] | null {
  if (isUnknown(outcome)) return 'unknown'
  if (outcome.status === 'sent') return 'sent'
  if (outcome.status === 'retry') return outcome.reason === UNSIGNED ? null : 'deferred'
  if (outcome.status !== 'failed') return null
  if (outcome.fault === 'sender') return 'refused'
  return outcome.strikes ? 'bounced' : 'failed'
}

/** Facts are the lead's: mail to a seller leaves a line in the story, and no fact. */
export function factsOf({ row, outcome, lead }: Decided): OwnFact[] {
  if (!lead || row.seller_id) return []
  const props = { journey: row.journey_id ?? '', message: row.key, template: row.template }
  const about = { leadId: lead.id, accountId: lead.accountId }
  if (outcome.status === 'sent')
    return [{ type: 'email.sent', ...about, props, key: `email.sent ${row.key}` }]
  if (outcome.status !== 'failed') return []
  const type = outcome.strikes ? 'email.bounced' : 'email.failed'
  return [{ type, ...about, props: { ...props, code: outcome.code ?? '' }, key: `${type} ${row.key}` }]
}
