import { classifyReply, type JudgedReply } from '../core/mail/smtp-reply.ts'
import type { Delivery } from '../providers/smtp/transport.ts'

/** How the last try ended, and what the ledger knew of the tries before. Instants in epoch ms of business time. */
export interface Tried {
  now: number
  kind: 'service' | 'marketing'
  tries: number
  firstTriedAt: number
  /** A whole body went unanswered before. */
  unknownAt: number | null
}

/** What becomes of a mail after a try. */
export type MailOutcome =
  | { status: 'sent' }
  | { status: 'retry'; dueAt: number; reason: string; code: string | null; unknown: boolean }
  | { status: 'failed'; reason: string; code: string | null; strikes: JudgedReply['strikes'] }
  | { status: 'skipped'; reason: string }
  | { status: 'unknown'; reason: string }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const PAUSES = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR]
/** RFC 5321 §4.5.4.1: four to five days. */
const GIVE_UP_MS = 4 * DAY
const AFTER_UNKNOWN_MS = 15 * MINUTE

const WHY: Record<Exclude<JudgedReply['class'], 'accepted' | 'deferred' | 'unknown'>, string> = {
  hard: 'the mailbox does not exist or takes no mail',
  'sender-fault': 'the server refuses us as a sender',
  content: 'the server refuses the mail itself',
}

/** Decides by the reply and by how much of the body was offered. */
export function outcomeOf(delivery: Delivery, tried: Tried): MailOutcome {
  if (delivery.end === 'withheld') return { status: 'skipped', reason: 'suppressed' }
  if (delivery.end === 'accepted') return { status: 'sent' }
  const bodyOffered = delivery.offered === 'whole'
  const reply = delivery.end === 'refused' ? { code: delivery.code, text: delivery.text } : {}
  const judged = classifyReply({ ...reply, bodyOffered })
  if (judged.class === 'accepted') return { status: 'sent' }
  if (judged.class === 'unknown') return afterSilence(tried)
  if (judged.class === 'deferred') return later(tried, judged)
  return { status: 'failed', reason: WHY[judged.class], code: judged.code, strikes: judged.strikes }
}

// A marketing mail is never risked twice. A service answer is, once, under the same Message-ID.
function afterSilence({ kind, unknownAt, now }: Tried): MailOutcome {
  const reason = 'the server took all of it and did not answer'
  if (kind === 'marketing' || unknownAt !== null) return { status: 'unknown', reason }
  return { status: 'retry', dueAt: now + AFTER_UNKNOWN_MS, reason, code: null, unknown: true }
}

function later({ now, tries, firstTriedAt }: Tried, { code, strikes }: JudgedReply): MailOutcome {
  const dueAt = now + (PAUSES[Math.min(Math.max(tries, 1), PAUSES.length) - 1] ?? MINUTE)
  if (dueAt - firstTriedAt > GIVE_UP_MS)
    return { status: 'failed', reason: 'given up after four days', code, strikes }
  return {
    status: 'retry',
    dueAt,
    reason: code ? 'the server asks to come later' : 'the connection broke',
    code,
    unknown: false,
  }
}
