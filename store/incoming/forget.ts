import { sql } from 'kysely'
import { instant } from '../database.ts'
import type { Store } from '../store.ts'

/**
 * In business ms. Providers send again for hours, mailboxes are read again for five days, answers come within sixty: what is older
 * comes again from nowhere, and would still meet the keys of its facts.
 */
const KEPT_MS = 90 * 86_400_000
const BATCH = 10_000

/** Forgets what came in from outside that long ago, ten thousand at most. Several workers share the work. @returns how many */
export async function forgetIncoming(store: Store): Promise<number> {
  const before = instant((await store.clock.now(store.db)) - KEPT_MS)
  const { rows } = await sql<{ n: number }>`
    with old as (
      select source, id from incoming where at < ${before} order by at limit ${BATCH} for update skip locked),
    gone as (delete from incoming where (source, id) in (select source, id from old) returning id)
    select count(*) as n from gone`.execute(store.db)
  return rows[0]?.n ?? 0
}
