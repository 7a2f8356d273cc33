import { addressIn, addressesIn } from './addresses.ts'
import { type IncomingMessage, valueOf } from './message.ts'
import type { IncomingRecipient } from './refusal.ts'
import { reportFields } from './report-fields.ts'

/** A report of a mailbox provider on a mail of ours (ARF, RFC 5965). */
export interface FeedbackReport {
  /** Somebody complained; `not-spam` and reports on signatures are no complaints. */
  complaint: boolean
  recipients: IncomingRecipient[]
  /** What the report says of our envelope, where our token may stand. */
  mailFrom: string | null
}

// RFC 5965 §7.3, RFC 6430, RFC 6591 and what some send besides.
const NO_COMPLAINT = /^(?:not-spam|auth-failure|dkim-failure|dkim|dmarc|spf)/

const complained = (address: string | null): IncomingRecipient[] =>
  address === null ? [] : [{ address, class: 'unknown', status: null }]

/** The first reader of the mail that came back, where the report itself keeps silent about whom it was. */
const returnedTo = ({ inner }: IncomingMessage): string | null => {
  const original = inner[0]
  if (!original) return null
  const readers = addressesIn(valueOf(original, 'to'))
  return readers.length === 1 ? addressIn(readers[0] ?? '') : null
}

/** Microsoft's reports before they took to ARF: a mail from one address with the original in it. */
function oldMicrosoft(message: IncomingMessage): FeedbackReport | null {
  const original = message.inner[0]
  if (!original || !/^staff@(?:hotmail|outlook|live)\.com$/.test(message.from)) return null
  if (!/^complaint about message from/i.test(message.subject)) return null
  const reader = addressIn(valueOf(original, 'x-hmxmroriginalrecipient')) ?? returnedTo(message)
  return { complaint: true, recipients: complained(reader), mailFrom: null }
}

/** Reads a complaint; null where the message is none of the kind. */
export function feedbackReport(message: IncomingMessage): FeedbackReport | null {
  const part = message.parts.find(({ type }) => type === 'message/feedback-report')
  if (!part) return oldMicrosoft(message)
  const fields = reportFields(part.text).flat()
  const value = (name: string) => fields.find(([field]) => field === name)?.[1] ?? null
  const type = (value('feedback-type') ?? 'abuse').toLowerCase()
  const named = fields
    .filter(([name]) => name === 'original-rcpt-to' || name === 'removal-recipient')
    .map(([, address]) => addressIn(address))
    .filter((address) => address !== null)
  const readers = named.length > 0 ? [...new Set(named)] : [returnedTo(message)]
  const complaint = !NO_COMPLAINT.test(type)
  return {
    complaint,
    recipients: complaint ? readers.flatMap((address) => complained(address)) : [],
    mailFrom: value('original-mail-from'),
  }
}
