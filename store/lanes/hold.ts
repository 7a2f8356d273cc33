import { type Selectable, sql } from 'kysely'
import { type AfterPause, type LateVerdict, lateMail } from '../../core/mail/late-mail.ts'
import { instant, json } from '../database.ts'
import { journalAll } from '../journal.ts'
import { retimeAfterMail, retimeAfterMails } from '../journeys/follow-mail.ts'
import { storyLines, tellStory, toldMail } from '../mail-story.ts'
import type { Moment } from '../moment.ts'
import type { MessagesTable } from '../tables/mail.ts'
import { PAUSED, type Parked } from './state.ts'

type MessageRow = Selectable<MessagesTable>

/** A pause has no known end; whoever ends it makes its mail due at once. Asked again all the same, should that be lost. */
const RECHECK_MS = 24 * 60 * 60_000

/** A mail, and what keeps it back. */
export interface Held {
  message: MessageRow
  parked: Parked
}

/**
 * Keeps mails back: until the breaker ends, or until somebody resumes them; never beyond their expiry. Their stories say it once. The
 * caller holds the locks of the leads and the mails.
 */
export async function holdMails(m: Moment, all: Held[]): Promise<void> {
  if (all.length === 0) return
  const rows = all.map(({ message, parked }) => ({
    key: message.key,
    due_at: instant(untilOf(m, message, parked)),
    reason: parked.what,
    held_since: instant(message.held_since ?? parked.since),
    held_due: instant(message.held_due ?? message.due_at),
  }))
  await sql`update messages set due_at = x.due_at, reason = x.reason, held_since = x.held_since, held_due = x.held_due
    from jsonb_to_recordset(${json(rows)})
      as x(key text, due_at timestamptz, reason text, held_since timestamptz, held_due timestamptz)
    where messages.key = x.key`.execute(m.tx)
  await journalAll(
    m,
    all.flatMap(({ message, parked: { what, until } }) =>
      message.reason === what
        ? []
        : storyLines(toldMail(message), { status: 'later', reason: what, ...(until !== null && { until }) }),
    ),
  )
  await retimeAfterMails(
    m,
    all.map(({ message, parked }) => ({ mail: message, dueAt: untilOf(m, message, parked) })),
  )
}

const untilOf = (m: Moment, { expires_at }: MessageRow, { until }: Parked): number =>
  Math.min(until ?? m.now + RECHECK_MS, expires_at ?? Number.POSITIVE_INFINITY)

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
      reason: 'later' in verdict ? verdict.why : null,
      ...('later' in verdict && { due_at: instant(verdict.later) }),
      // Its four days of tries begin anew: while it was paused nobody tried.
      ...(message.reason?.startsWith(PAUSED) && { first_tried_at: null }),
    })
    .where('key', '=', message.key)
    .execute()
  if ('skip' in verdict) return
  const until = 'later' in verdict ? { until: verdict.later } : {}
  await tellStory(m, toldMail(message), { status: 'resumed', reason: over(message.reason), ...until })
  // The journey believes in the time that the pause had; it may be long after.
  await retimeAfterMail(m, { ...message, due_at: 0 }, 'later' in verdict ? verdict.later : m.now)
}

const over = (reason: string | null): string => `over: ${reason ?? 'a pause'}`
