import type { Duration } from '../language/durations.ts'
import { lengthOf } from '../time/duration.ts'

/**
 * What becomes of mail that a pause or a breaker kept back, once it may leave again: it goes (`'send'`), its time moves by as
 * long as the pause was (`'re-time'`, gaps stay), or it goes unless it is older than this.
 */
export type AfterPause = 'send' | 're-time' | { skipAfter: Duration }

/** A mail that was kept back. Instants in epoch ms of business time. */
export interface HeldMail {
  /** When what kept it began. */
  since: number
  /** When it should have left. */
  due: number
  /** When it was let go. */
  released: number
}

export type LateVerdict = { send: true } | { later: number; why: 're-timed after a pause' } | { skip: string }

/** Decides by the sequence's policy. A mail without a sequence has `'send'`. */
export function lateMail(policy: AfterPause, { since, due, released }: HeldMail, now: number): LateVerdict {
  if (policy === 'send') return { send: true }
  if (policy === 're-time') {
    const at = due + Math.max(0, released - since)
    return at > now ? { later: at, why: 're-timed after a pause' } : { send: true }
  }
  const { skipAfter } = policy
  return now - due > lengthOf(skipAfter) ? { skip: `older than ${skipAfter}` } : { send: true }
}
