import type { Cap, Hours } from '../release/release.ts'
import { addDuration } from '../time/duration.ts'
import { openAt } from '../time/window.ts'

/** All that the claim knows of one mail when its turn comes. Instants in epoch ms of business time. */
export interface MailQuestion {
  now: number
  kind: 'service' | 'marketing'
  queuedAt: number
  expiresAt: number | null
  /** The journey that sends it; null for answers to forms, mail of hand-offs and tests. */
  journey: {
    status: 'running' | 'paused' | 'parked' | 'done'
    wakePending: boolean
    /** A person answered: until then the journey rests (rule 13 of the language). */
    heldUntil?: number | null
  } | null
  /** The address takes no mail at all: it bounced, complained, or said no to everything. */
  suppressed: boolean
  /** The person said no to this topic. */
  topicRefused: boolean
  /** Consent for marketing, this topic or all, is in force. */
  consented: boolean
  /** A hand-off of the lead is open, and the sequence holds its mail meanwhile. */
  inSales: boolean
  hushUntil: number | null
  hours?: Hours
  zone: string
  country: string | null
  caps: Cap[]
  /** When the lead's marketing mails left, as far back as the longest cap reaches; in any order. */
  sentAt: number[]
  lane: { paused: boolean; breakerUntil: number | null }
}

/** What becomes of the mail now. The words stand in the lead's story. */
export type Verdict =
  | { send: true }
  | {
      later: number
      why:
        | 'wake pending'
        | 'journey paused'
        | 'they answered'
        | 'in sales'
        | 'hushed'
        | 'outside hours'
        | 'cap reached'
        | 'lane paused'
    }
  | {
      skip: 'journey ended' | 'suppressed' | 'topic refused' | 'no consent' | 'expired' | 'in sales'
    }

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

// A turn takes milliseconds; it may end the journey and this mail with it.
const WAKE_MS = 5 * SECOND
// What has no known end is asked about again now and then; whoever ends it makes the mail due at once.
const RECHECK_MS = 10 * MINUTE
const HELD_RECHECK_MS = 60 * MINUTE
// A mail that sales has held for a week is no longer what the sequence meant to say.
const HELD_MS = 7 * DAY

/** The instant at which the lead has room under all caps again; `now` if there is room. */
function roomAt({ caps, sentAt, now, zone, country }: MailQuestion): number {
  const newest = sentAt.toSorted((a, b) => b - a)
  return caps.reduce((room, { mails, per }) => {
    const last = mails > 0 ? newest[mails - 1] : now
    return last === undefined ? room : Math.max(room, addDuration(last, per, { zone, country }))
  }, now)
}

/** What only marketing mail must ask: consent, holds, rest, caps and hours. */
function marketing(question: MailQuestion): Verdict | null {
  const { now, zone, country, hours, hushUntil, queuedAt, expiresAt, inSales, journey } = question
  const within = (at: number) => openAt(hours, at, { zone, country })
  if (question.topicRefused) return { skip: 'topic refused' }
  if (!question.consented) return { skip: 'no consent' }
  if (inSales) {
    const lapses = expiresAt ?? queuedAt + HELD_MS
    return now >= lapses
      ? { skip: 'in sales' }
      : { later: Math.min(lapses, now + HELD_RECHECK_MS), why: 'in sales' }
  }
  if (expiresAt !== null && now >= expiresAt) return { skip: 'expired' }
  const heldUntil = journey?.heldUntil ?? now
  if (heldUntil > now) return { later: within(heldUntil), why: 'they answered' }
  if (hushUntil !== null && hushUntil > now) return { later: within(hushUntil), why: 'hushed' }
  if (within(now) > now) return { later: within(now), why: 'outside hours' }
  const room = roomAt(question)
  return room > now ? { later: within(room), why: 'cap reached' } : null
}

function judge(question: MailQuestion): Verdict {
  const { now, journey, lane, expiresAt } = question
  if (journey?.status === 'done') return { skip: 'journey ended' }
  if (journey?.wakePending) return { later: now + WAKE_MS, why: 'wake pending' }
  if (question.suppressed) return { skip: 'suppressed' }
  const verdict = question.kind === 'marketing' ? marketing(question) : null
  if (verdict) return verdict
  if (expiresAt !== null && now >= expiresAt) return { skip: 'expired' }
  if (journey?.status === 'paused') return { later: now + RECHECK_MS, why: 'journey paused' }
  if (lane.breakerUntil !== null && lane.breakerUntil > now)
    return { later: lane.breakerUntil, why: 'lane paused' }
  return lane.paused ? { later: now + RECHECK_MS, why: 'lane paused' } : { send: true }
}

/**
 * The decision of the claim: send now, look again at an instant, or never, with the reason. Service mail asks for the journey, the
 * address, its expiry and the lane only. An instant to look again never lies beyond the expiry, so that a mail lapses on time.
 */
export function maySend(question: MailQuestion): Verdict {
  const verdict = judge(question)
  const { expiresAt, now } = question
  if (!('later' in verdict) || expiresAt === null || expiresAt <= now) return verdict
  return { ...verdict, later: Math.min(verdict.later, expiresAt) }
}
