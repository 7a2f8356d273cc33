import { AppError } from '../../core/errors.ts'
import { lanesOf } from '../../core/mail/mail-lanes.ts'
import type { Release } from '../../core/release/release.ts'
import { audit } from '../audit.ts'
import { type Db, instant, type Tx } from '../database.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import { newestRelease } from '../releases.ts'
import { beginLettingGo, countHeld, stopLettingGo } from './let-go.ts'

/** What rests: everything (`name` empty), a lane, a sender, or a topic. */
export interface PauseScope {
  scope: 'all' | 'lane' | 'sender' | 'topic'
  name: string
}

/** A pause in force. `at` in epoch ms of business time. */
export interface Pause extends PauseScope {
  at: number
  by: string
  why: string
}

/**
 * Stops mail of this scope that has not begun to leave, service mail too, until it is resumed. Again is no change.
 * @returns whether it was not paused already
 * @throws AppError lane_unknown, sender_unknown, topic_unknown
 */
export const pauseMail = (store: Store, what: PauseScope, by: PausedBy): Promise<{ changed: boolean }> =>
  inMoment(store, lockLanes, (m) => pauseLocked(m, what, by))

/** The same within a transaction, which waits here for claims that are under way. */
export async function pauseWithin(m: Moment, what: PauseScope, by: PausedBy): Promise<{ changed: boolean }> {
  await lockLanes(m.tx)
  return pauseLocked(m, what, by)
}

interface PausedBy {
  by: string
  why: string
}

async function pauseLocked(
  m: Moment,
  { scope, name }: PauseScope,
  { by, why }: PausedBy,
): Promise<{ changed: boolean }> {
  await requireKnown(m.tx, m.release, { scope, name })
  const row = await m.tx
    .insertInto('mail_pauses')
    .values({ scope, name, at: instant(m.now), by, why })
    .onConflict((conflict) => conflict.doNothing())
    .returning('scope')
    .executeTakeFirst()
  if (row) {
    await stopLettingGo(m.tx, { scope, name })
    const subject = subjectOf({ scope, name })
    await audit(m.tx, m.now, { actor: by, action: 'mail.paused', subject, data: { why } })
  }
  return { changed: row !== undefined }
}

/**
 * Ends a pause. What it kept back is let go of behind, by the rounds of the workers (`letGoOfMail`): due since now, and the claim asks of
 * each what its sequence wants (`afterPause`). It leaves at the pace of its lane. Nothing paused is no change.
 * @returns whether it was paused, and how many mails are kept back in it
 * @throws AppError lane_unknown, sender_unknown, topic_unknown
 */
export async function resumeMail(
  store: Store,
  { scope, name }: PauseScope,
  { by }: { by: string },
): Promise<{ changed: boolean; mails: number }> {
  // Counted before the lanes are locked: it may be long.
  const { defaults } = await newestRelease(store.db)
  const mails = await countHeld(store.db, { scope, name }, defaults.sender)
  const changed = await inMoment(store, lockLanes, async (m) => {
    const row = await m.tx
      .deleteFrom('mail_pauses')
      .where('scope', '=', scope)
      .where('name', '=', name)
      .returning('at')
      .executeTakeFirst()
    // What is paused may have left marketing meanwhile; it can be resumed all the same.
    if (!row) await requireKnown(m.tx, m.release, { scope, name })
    else await audit(m.tx, m.now, { actor: by, action: 'mail.resumed', subject: subjectOf({ scope, name }) })
    await beginLettingGo(m, { scope, name })
    return row !== undefined
  })
  return { changed, mails }
}

const subjectOf = ({ scope, name }: PauseScope): string => (scope === 'all' ? 'mail' : `${scope}/${name}`)

/** The pauses in force, the oldest first. */
export const listPauses = (db: Db): Promise<Pause[]> =>
  db.selectFrom('mail_pauses').selectAll().orderBy('at').orderBy('scope').orderBy('name').execute()

/** Claims hold the lock of their lane: after this none is under way that has not seen the change. */
const lockLanes = (tx: Tx) => tx.selectFrom('lanes').select('name').orderBy('name').forNoKeyUpdate().execute()

async function requireKnown(tx: Tx, release: Release, { scope, name }: PauseScope): Promise<void> {
  if (scope === 'sender' && !Object.hasOwn(release.senders, name))
    throw new AppError('sender_unknown', '/sender')
  if (scope === 'topic' && !Object.hasOwn(release.topics, name)) throw new AppError('topic_unknown', '/topic')
  if (scope !== 'lane' || Object.hasOwn(lanesOf(release), name)) return
  const row = await tx.selectFrom('lanes').select('name').where('name', '=', name).executeTakeFirst()
  if (!row) throw new AppError('lane_unknown', '/lane')
}
