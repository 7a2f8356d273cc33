import { sql } from 'kysely'
import { type ComplaintState, complaintRate, judgeComplaints } from '../../core/mail/complaints.ts'
import type { Release } from '../../core/release/release.ts'
import { dayOf } from '../../core/time/day.ts'
import { instant } from '../database.ts'
import { pauseWithin } from '../lanes/pauses.ts'
import { inMoment, type Moment } from '../moment.ts'
import { publishedOrNone } from '../releases.ts'
import type { Store } from '../store.ts'
import { tryLock } from '../try-lock.ts'
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

/** The one who holds it judges; others come back in the next round. */
const LOCK = 7208

/**
 * Judges every stream by its complaints of the last seven days and pauses those that are over the line: the topic, or
 * where mail has none, its sender. A stream whose pause is gone was resumed by somebody: its window begins anew.
 * Safe to call from several workers at once: one of them judges, and the pause and the word of it are one transaction, so
 * that no other takes a pause that it has not seen yet for one that was resumed.
 * @returns what changed, for the log
 */
export async function watchComplaints(store: Store): Promise<Turned[]> {
  // Before anything is published nothing was sent.
  if (!(await publishedOrNone(store.db))) return []
  return inMoment(
    store,
    (tx) => tryLock(tx, LOCK),
    (m, mine) => (mine ? judgeAll(m) : Promise.resolve([])),
  )
}

async function judgeAll(m: Moment): Promise<Turned[]> {
  const day = dayOf(m.now, m.release.defaults.zone)
  const turned: (Turned | null)[] = []
  const streams = await readStreams(m.tx, m.release, day)
  const pauses = await m.tx.selectFrom('mail_pauses').select(['scope', 'name']).execute()
  for (const stream of streams) {
    const { paused } = stream
    const rests = paused && pauses.some((one) => one.scope === paused.scope && one.name === paused.name)
    if (paused && rests) continue
    turned.push(await (paused ? beginAnew(m, stream, day) : judged(m, stream)))
  }
  return turned.filter((one) => one !== null)
}

async function judged(m: Moment, stream: Stream): Promise<Turned | null> {
  const state = judgeComplaints(stream, stream.state)
  if (state === stream.state) return null
  const pause = state === 'paused' ? whatToPause(m.release, stream) : null
  // Nothing that could be paused is published any more: a person has to look.
  const told = state === 'paused' && pause === null ? 'alert' : state
  if (told === stream.state) return null
  if (pause) await pauseWithin(m, pause, { by: BY_COMPLAINTS, why: whyOf(stream) })
  return write(m, stream, told, ofPause(pause))
}

/** Resumed: what was counted until now counts no more. */
async function beginAnew(m: Moment, stream: Stream, day: string): Promise<Turned> {
  const { rows } = await sql<{ delivered: number; complained: number }>`
    select coalesce(sum(n) filter (where what = 'sent'), 0) - coalesce(sum(n) filter (where what = 'returned'), 0) as delivered,
      coalesce(sum(n) filter (where what = 'complained'), 0) as complained
    from mail_counts where day = ${day} and topic = ${stream.topic} and sender = any(${stream.senders})`.execute(
    m.tx,
  )
  return write(m, stream, 'fine', {
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
  window_day?: string
  base_delivered?: number
  base_complained?: number
}

async function write(m: Moment, stream: Stream, state: ComplaintState, values: Written): Promise<Turned> {
  const { domain, topic, delivered, complained, state: was } = stream
  const worse = state === 'paused' || (state === 'alert' && was === 'fine')
  // Machine time: the mail about it is due at once, or not at all.
  const next = worse ? sql<Date>`clock_timestamp()` : null
  const all = { state, since: instant(m.now), ...values, mail_next_at: next }
  await m.tx
    .insertInto('complaint_watch')
    .values({ domain, topic, ...all })
    .onConflict((conflict) => conflict.columns(['domain', 'topic']).doUpdateSet(all))
    .execute()
  return { domain, topic, was, state, delivered, complained, rate: complaintRate(stream) }
}

/** A topic is what people said no to; mail without one rests by its sender. */
function whatToPause({ topics, senders }: Release, stream: Stream): Pause | null {
  if (Object.hasOwn(topics, stream.topic)) return { scope: 'topic', name: stream.topic }
  const name = stream.senders.find((one) => Object.hasOwn(senders, one))
  return name === undefined ? null : { scope: 'sender', name }
}

const whyOf = ({ delivered, complained }: Stream) =>
  `${complained} ${complained === 1 ? 'complaint' : 'complaints'} about ${delivered} mails in 7 days`
