import type { Cap, Hours, Quiet } from '../release/release.ts'
import type { Place } from '../time/window.ts'
import { fullCap, fullWords, type Slots } from './caps.ts'
import { type MailOpens, mailOpens } from './mail-opens.ts'

/** All that the claim knows of one mail when its turn comes. Instants in epoch ms of business time. */
export interface MailQuestion {
  now: number
  kind: 'service' | 'marketing'
  queuedAt: number
  expiresAt: number | null
  /** What it waited for until now, as its ledger row says; null: for nothing. */
  waitedFor: string | null
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
  /** Until when a consent that was ticked may still be confirmed; null: none is asked. */
  pendingUntil: number | null
  /** A hand-off of the lead is open, and the sequence holds its mail meanwhile. */
  inSales: boolean
  hushUntil: number | null
  /** The sequence's hours. */
  hours?: Hours
  quiet: readonly Quiet[]
  /** Where the reader's clock stands. */
  place: Place
  /** Those that hold for this lead. */
  caps: Cap[]
  slots: Slots
  /** A pause, or the breaker of the lane. It holds service mail too. */
  parked: boolean
  /** The sender's tier for today is used up; from then on there is room again. */
  warmingUntil: number | null
}

/** Why a mail waits. The reason in the ledger and the story begins with it. */
export type Why =
  | 'wake pending'
  | 'journey paused'
  | 'they answered'
  | 'in sales'
  | 'hushed'
  | 'waits for confirmation'
  | 'outside hours'
  | 'quiet hours'
  | 'cap reached'
  | 'warming up'

/** Look again at an instant. `what` says more of the reason; `opens` stands where hours have a part in the instant. */
export interface Later {
  later: number
  why: Why
  what?: string
  opens?: MailOpens
}

/** What becomes of the mail now. The words stand in the lead's story. */
export type Verdict = { send: true } | Later | { parked: true } | { skip: string }

/** The words of a wait: `cap reached: one mail a day; 'play/breakfast' took it`. */
export const waitWords = ({ why, what }: Pick<Later, 'why' | 'what'>): string =>
  what === undefined ? why : `${why}: ${what}`

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

// What a mail missed its time for, by words of the reason it waited for.
const MISSED: [string, string][] = [
  ['cap reached', 'waited for a slot'],
  ['outside hours', 'waited for its hours'],
  ['quiet hours', 'waited for the end of quiet hours'],
  ['hushed', 'waited for the end of the hush'],
  ['they answered', 'they answered'],
  ['journey paused', 'the journey was paused'],
  ['waits for confirmation', 'waited for confirmation'],
  ['warming up', 'the sender is warming up'],
  ['mail is paused', 'mail was paused'],
  ['asks us to slow down', 'its provider took no mail'],
  ['too many complaints', 'its provider had too many complaints'],
]

function expired({ waitedFor }: MailQuestion): { skip: string } {
  const missed = MISSED.find(([why]) => waitedFor?.includes(why))?.[1]
  return { skip: missed === undefined ? 'expired' : `expired: ${missed}` }
}

/** What only marketing mail must ask: consent, holds, rest, hours and caps. */
function marketing(question: MailQuestion): Verdict | null {
  const { now, hushUntil, queuedAt, expiresAt, inSales, journey, pendingUntil } = question
  if (question.topicRefused) return { skip: 'topic refused' }
  if (!question.consented)
    return pendingUntil !== null && pendingUntil > now
      ? { later: pendingUntil, why: 'waits for confirmation' }
      : { skip: 'no consent' }
  if (inSales) {
    const lapses = expiresAt ?? queuedAt + HELD_MS
    return now >= lapses
      ? { skip: 'in sales' }
      : { later: Math.min(lapses, now + HELD_RECHECK_MS), why: 'in sales' }
  }
  if (expiresAt !== null && now >= expiresAt) return expired(question)
  const heldUntil = journey?.heldUntil ?? now
  if (heldUntil > now) return within(question, heldUntil, { why: 'they answered' })
  if (hushUntil !== null && hushUntil > now) return within(question, hushUntil, { why: 'hushed' })
  const opens = mailOpens(question, now)
  if (opens.closed !== null) return { later: opens.at, why: opens.closed, ...holidayOf(opens), opens }
  const full = fullCap(question.caps, question.slots, question)
  return full && within(question, full.until, { why: 'cap reached', what: fullWords(full) })
}

const holidayOf = ({ holiday }: MailOpens) => (holiday === null ? {} : { what: holiday })

/** From then on, within hours. */
function within(question: MailQuestion, from: number, said: Pick<Later, 'why' | 'what'>): Later {
  const opens = mailOpens(question, from)
  return { later: opens.at, ...said, ...(opens.closed !== null && { opens }) }
}

function judge(question: MailQuestion): Verdict {
  const { now, journey, expiresAt, warmingUntil } = question
  if (journey?.status === 'done') return { skip: 'journey ended' }
  if (journey?.wakePending) return { later: now + WAKE_MS, why: 'wake pending' }
  if (question.suppressed) return { skip: 'suppressed' }
  const verdict = question.kind === 'marketing' ? marketing(question) : null
  if (verdict) return verdict
  if (expiresAt !== null && now >= expiresAt) return expired(question)
  if (journey?.status === 'paused') return { later: now + RECHECK_MS, why: 'journey paused' }
  if (question.parked) return { parked: true }
  if (question.kind === 'marketing' && warmingUntil !== null)
    return within(question, warmingUntil, { why: 'warming up' })
  return { send: true }
}

/**
 * The decision of the claim: send now, look again at an instant, parked with its lane, or never, with the reason. Service mail asks
 * for the journey, the address, its expiry and the lane only. An instant to look again never lies beyond the expiry, so that
 * a mail lapses on time.
 */
export function maySend(question: MailQuestion): Verdict {
  const verdict = judge(question)
  const { expiresAt, now } = question
  if (!('later' in verdict) || expiresAt === null || expiresAt <= now) return verdict
  return { ...verdict, later: Math.min(verdict.later, expiresAt) }
}
