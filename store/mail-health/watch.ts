import { sql } from 'kysely'
import { type ComplaintState, complaintRate, judgeComplaints } from '../../core/mail/complaints.ts'
import type { Release } from '../../core/release/release.ts'
import { dayOf } from '../../core/time/day.ts'
import { instant } from '../database.ts'
import { pauseMail } from '../lanes/pauses.ts'
import { publishedOrNone } from '../releases.ts'
import type { Store } from '../store.ts'
import { readStreams, type Stream } from './streams.ts'

/** A stream whose state changed. */
export interface Turned {
  domain: string
  topic: string
  was: ComplaintState
  state: ComplaintState
  delivered: number
  complained: number
  /** Complaints for each delivered mail. */
  rate: number
}

type Pause = Exclude<Stream['paused'], null>

/** Who paused, as the list of pauses says it. */
export const BY_COMPLAINTS = 'complaints'

/**
 * Judges every stream by its complaints of the last seven days and pauses those that are over the line: the topic, or
 * where mail has none, its sender. A stream whose pause is gone was resumed by somebody: its window begins anew.
 * Safe to call from several workers at once: each change is told by one of them.
 * @returns what changed, for the log
 */
export async function watchComplaints(store: Store): Promise<Turned[]> {
  const now = await store.clock.now(store.db)
  const release = await publishedOrNone(store.db)
  // Before anything is published nothing was sent.
  if (!release) return []
  const day = dayOf(now, release.defaults.zone)
  const pauses = await store.db.selectFrom('mail_pauses').select(['scope', 'name']).execute()
  const turned: (Turned | null)[] = []
  for (const stream of await readStreams(store.db, release, day)) {
    const { paused } = stream
    const rests = paused && pauses.some((one) => one.scope === paused.scope && one.name === paused.name)
    if (paused && rests) continue
    if (paused) turned.push(await beginAnew(store, stream, { now, day }))
    else turned.push(await judged(store, release, stream, now))
  }
  return turned.filter((one) => one !== null)
}

async function judged(store: Store, release: Release, stream: Stream, now: number): Promise<Turned | null> {
  const state = judgeComplaints(stream, stream.state)
  if (state === stream.state) return null
  const pause = state === 'paused' ? whatToPause(release, stream) : null
  // Nothing that could be paused is published any more: a person has to look.
  const told = state === 'paused' && pause === null ? 'alert' : state
  if (told === stream.state) return null
  // First the pause, then the word of it: a worker that dies between the two pauses what is paused already.
  if (pause) await pauseMail(store, pause, { by: BY_COMPLAINTS, why: whyOf(stream) })
  return write(store, stream, told, { since: instant(now), ...ofPause(pause) })
}

/** Resumed: what was counted until now counts no more. */
async function beginAnew(
  store: Store,
  stream: Stream,
  { now, day }: { now: number; day: string },
): Promise<Turned | null> {
  const { rows } = await sql<{ delivered: number; complained: number }>`
    select coalesce(sum(n) filter (where what = 'sent'), 0) - coalesce(sum(n) filter (where what = 'returned'), 0) as delivered,
      coalesce(sum(n) filter (where what = 'complained'), 0) as complained
    from mail_counts where day = ${day} and topic = ${stream.topic} and sender = any(${stream.senders})`.execute(
    store.db,
  )
  return write(store, stream, 'fine', {
    since: instant(now),
    ...ofPause(null),
    window_day: day,
    base_delivered: rows[0]?.delivered ?? 0,
    base_complained: rows[0]?.complained ?? 0,
  })
}

const ofPause = (pause: Pause | null) => ({
  pause_scope: pause?.scope ?? null,
  pause_name: pause?.name ?? null,
})

interface Written extends ReturnType<typeof ofPause> {
  since: Date
  window_day?: string
  base_delivered?: number
  base_complained?: number
}

// Only from the state that was read, so that of two workers one writes and tells it.
async function write(
  { db }: Store,
  stream: Stream,
  state: ComplaintState,
  values: Written,
): Promise<Turned | null> {
  const { domain, topic, delivered, complained, state: was } = stream
  const worse = state === 'paused' || (state === 'alert' && was === 'fine')
  // Machine time: the mail about it is due at once, or not at all.
  const all = { state, ...values, mail_next_at: worse ? sql<Date>`clock_timestamp()` : null }
  const row = await db
    .insertInto('complaint_watch')
    .values({ domain, topic, ...all })
    .onConflict((conflict) =>
      conflict.columns(['domain', 'topic']).doUpdateSet(all).where('complaint_watch.state', '=', was),
    )
    .returning('domain')
    .executeTakeFirst()
  return row ? { domain, topic, was, state, delivered, complained, rate: complaintRate(stream) } : null
}

/** A topic is what people said no to; mail without one rests by its sender. */
function whatToPause({ topics, senders }: Release, stream: Stream): Pause | null {
  if (Object.hasOwn(topics, stream.topic)) return { scope: 'topic', name: stream.topic }
  const name = stream.senders.find((one) => Object.hasOwn(senders, one))
  return name === undefined ? null : { scope: 'sender', name }
}

const whyOf = ({ delivered, complained }: Stream) =>
  `${complained} ${complained === 1 ? 'complaint' : 'complaints'} about ${delivered} mails in 7 days`
