import { sql } from 'kysely'
import { dayOf } from '../../core/time/day.ts'
import type { Release } from '../../core/release/release.ts'
import { asOf } from '../database.ts'
import { newestRelease } from '../releases.ts'
import type { Store } from '../store.ts'
import { readStreams, type Stream } from './streams.ts'

/**
 * Streams of which people were not told by mail yet, each for its taker alone for five minutes of machine time: a taker that
 * dies leaves them to the next.
 */
export async function takeUntold(
  store: Store,
): Promise<{ streams: Stream[]; now: number; release: Release } | null> {
  const { rows } = await sql<{ domain: string; topic: string }>`
    update complaint_watch set mail_next_at = clock_timestamp() + interval '5 minutes'
    where mail_next_at <= clock_timestamp() returning domain, topic`.execute(store.db)
  if (rows.length === 0) return null
  const now = await store.clock.now(store.db)
  const release = await newestRelease(store.db)
  const all = await readStreams(store.db, release, dayOf(now, release.defaults.zone))
  // Resumed in the moment between: there is nothing to tell any more.
  const taken = (stream: Stream) =>
    stream.state !== 'fine' && rows.some((row) => row.domain === stream.domain && row.topic === stream.topic)
  return { streams: all.filter(taken), now, release }
}

/** People know of it. If it got worse meanwhile, or was resumed and came again, that is told by itself. */
export async function wereTold({ db }: Store, { domain, topic, state, since }: Stream): Promise<void> {
  await db
    .updateTable('complaint_watch')
    .set({ mail_next_at: null })
    .where('domain', '=', domain)
    .where('topic', '=', topic)
    .where('state', '=', state)
    .where('since', '=', asOf(since ?? 0))
    .execute()
}
