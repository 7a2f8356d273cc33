import { sql } from 'kysely'
import { instant, type Tx } from '../database.ts'
import type { Store } from '../store.ts'
import { retrying } from '../retrying.ts'
import { tryLock } from '../try-lock.ts'

/** The one who holds it sums; others come back in the next round. */
const LOCK = 7207
const BATCH = 10_000
/** How long single events are kept: breakers and warm-up look back over a day at most. Business time. */
const KEEP_MS = 8 * 86_400_000

/**
 * Sums what happened to mail into days. Each event counts once, whenever it was committed, and however many workers do this.
 * @returns how many events were summed
 */
export async function foldMailEvents(store: Store): Promise<number> {
  let folded = 0
  for (;;) {
    const n = await retrying(() => store.db.transaction().execute((tx) => foldBatch(tx)))
    folded += n
    if (n < BATCH) return folded
  }
}

async function foldBatch(tx: Tx): Promise<number> {
  if (!(await tryLock(tx, LOCK))) return 0
  const { rows } = await sql<{ n: number }>`
    with taken as (select * from mail_unfolded order by id limit ${BATCH}),
    summed as (
      insert into mail_days (day, sender, lane, topic, what, n)
      select day, sender, lane, topic, what, count(*) from taken group by 1, 2, 3, 4, 5
      on conflict (day, sender, lane, topic, what) do update set n = mail_days.n + excluded.n),
    marked as (update mail_events set folded = true where id in (select id from taken) returning id)
    select count(*) as n from marked`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Forgets single events that are summed and over eight days old, ten thousand at most. @returns how many */
export async function forgetMailEvents(store: Store): Promise<number> {
  const before = (await store.clock.now(store.db)) - KEEP_MS
  const { rows } = await sql<{ n: number }>`
    with oldest as (select id, at, folded from mail_events order by id limit ${BATCH}),
    gone as (
      delete from mail_events where id in (select id from oldest where folded and at < ${instant(before)}) returning id)
    select count(*) as n from gone`.execute(store.db)
  return rows[0]?.n ?? 0
}
