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
  /** Its holder died: nobody knows how far the body came. */
  left?: boolean
}

/** What becomes of a mail after a try. */
export type MailOutcome =
  | { status: 'sent' }
  | { status: 'retry'; dueAt: number; reason: string; code: string | null; unknown: boolean }
  | {
      status: 'failed'
      reason: string
      code: string | null
      strikes: JudgedReply['strikes']
      /** Whose doing it is: the mailbox's, ours as senders, or this mail's. */
      fault: 'mailbox' | 'sender' | 'mail'
    }
  | { status: 'skipped'; reason: string }
  | { status: 'unknown'; reason: string }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const PAUSES = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR]
/** RFC 5321 §4.5.4.1: four to five days. */
const GIVE_UP_MS = 4 * DAY
const AFTER_UNKNOWN_MS = 15 * MINUTE

type Failed = Extract<MailOutcome, { status: 'failed' }>

const WHY: Record<
  Exclude<JudgedReply['class'], 'accepted' | 'deferred' | 'unknown'>,
  Pick<Failed, 'reason' | 'fault'>
> = {
  hard: { reason: 'the mailbox does not exist or takes no mail', fault: 'mailbox' },
  'sender-fault': { reason: 'the server refuses us as a sender', fault: 'sender' },
  content: { reason: 'the server refuses the mail itself', fault: 'mail' },
}

/** Why a mail is held whose sender nobody here can sign for. */
export const UNSIGNED = 'the sender is not signed'
/** Asked again so often: a key that somebody puts there counts from then on. */
const UNSIGNED_RECHECK_MS = HOUR
/** After that it is no longer what anybody meant to say now. */
const UNSIGNED_HELD_MS = 4 * DAY

/** What becomes of a mail that may not go unsigned: held, and after four days or when it expires skipped. */
export function unsignedOutcome(
  now: number,
  { queued_at, expires_at }: { queued_at: number; expires_at: number | null },
): MailOutcome {
  const end = Math.min(queued_at + UNSIGNED_HELD_MS, expires_at ?? Infinity)
  if (now >= end) return { status: 'skipped', reason: UNSIGNED }
  const dueAt = Math.min(now + UNSIGNED_RECHECK_MS, end)
  return { status: 'retry', dueAt, reason: UNSIGNED, code: null, unknown: false }
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
  return { status: 'failed', ...WHY[judged.class], code: judged.code, strikes: judged.strikes }
}

// A marketing mail is never risked twice. A service answer is, once, under the same Message-ID.
function afterSilence({ kind, unknownAt, now, left }: Tried): MailOutcome {
  const reason = left
    ? 'the worker stopped while it was being sent: it may have arrived'
    : 'the server took all of it and did not answer'
  if (kind === 'marketing' || unknownAt !== null) return { status: 'unknown', reason }
  return { status: 'retry', dueAt: now + AFTER_UNKNOWN_MS, reason, code: null, unknown: true }
}

function later({ now, tries, firstTriedAt }: Tried, { code, strikes }: JudgedReply): MailOutcome {
  const dueAt = now + (PAUSES[Math.min(Math.max(tries, 1), PAUSES.length) - 1] ?? MINUTE)
  if (dueAt - firstTriedAt > GIVE_UP_MS)
    return { status: 'failed', reason: 'given up after four days', code, strikes, fault: 'mailbox' }
  return {
    status: 'retry',
    dueAt,
    reason: code ? 'the server asks to come later' : 'the connection broke',
    code,
    unknown: false,
  }
}
