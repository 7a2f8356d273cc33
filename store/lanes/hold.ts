import type { Selectable } from 'kysely'
import { type AfterPause, type LateVerdict, lateMail } from '../../core/mail/late-mail.ts'
import { instant } from '../database.ts'
import { retimeAfterMail } from '../journeys/follow-mail.ts'
import { tellStory } from '../messages.ts'
import type { Moment } from '../moment.ts'
import type { MessagesTable } from '../tables/mail.ts'
import type { Parked } from './state.ts'

type MessageRow = Selectable<MessagesTable>

/** A pause has no known end; whoever ends it makes its mail due at once. Asked again all the same, should that be lost. */
const RECHECK_MS = 24 * 60 * 60_000

/**
 * Keeps a mail back: until the breaker ends, or until somebody resumes it; never beyond its expiry. The story says it once. The caller holds
 * the locks of the lead and the mail.
 */
export async function holdMail(m: Moment, message: MessageRow, parked: Parked): Promise<void> {
  const until = Math.min(parked.until ?? m.now + RECHECK_MS, message.expires_at ?? Number.POSITIVE_INFINITY)
  await m.tx
    .updateTable('messages')
    .set({
      due_at: instant(until),
      reason: parked.what,
      held_since: instant(message.held_since ?? parked.since),
      held_due: instant(message.held_due ?? message.due_at),
    })
    .where('key', '=', message.key)
    .execute()
  if (message.reason !== parked.what) {
    const said = {
      status: 'later',
      reason: parked.what,
      ...(parked.until !== null && { until: parked.until }),
    }
    await tellStory(m, mailOf(message), said)
  }
  await retimeAfterMail(m, message, until)
}

/** What becomes of a mail that was kept back, now that nothing keeps it: null where nothing did. `due_at` says since when it may go. */
export function afterHold(
  message: MessageRow,
  afterPause: AfterPause | undefined,
  now: number,
): LateVerdict | null {
  const { held_since, held_due, due_at } = message
  if (held_since === null || held_due === null) return null
  return lateMail(
    afterPause ?? 'send',
    { since: held_since, due: held_due, released: Math.min(due_at, now) },
    now,
  )
}

/** The mail is no longer kept back: says so in the story, and has the journey that counts from it count anew. */
export async function endHold(m: Moment, message: MessageRow, verdict: LateVerdict): Promise<void> {
  await m.tx
    .updateTable('messages')
    .set({
      held_since: null,
      held_due: null,
      reason: null,
      ...('later' in verdict && { due_at: instant(verdict.later) }),
    })
    .where('key', '=', message.key)
    .execute()
  if ('skip' in verdict) return
  const until = 'later' in verdict ? { until: verdict.later } : {}
  await tellStory(m, mailOf(message), { status: 'resumed', reason: over(message.reason), ...until })
  // The journey believes in the time that the pause had; it may be long after.
  await retimeAfterMail(m, { ...message, due_at: 0 }, 'later' in verdict ? verdict.later : m.now)
}

const over = (reason: string | null): string => `over: ${reason ?? 'a pause'}`

const mailOf = (message: MessageRow) => ({
  key: message.key,
  leadId: message.lead_id,
  journeyId: message.journey_id,
  sellerId: message.seller_id,
  template: message.template,
})
