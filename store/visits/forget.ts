import { sql } from 'kysely'
import { LEARNT } from '../../core/mail/clicks.ts'
import { instant } from '../database.ts'
import type { Store } from '../store.ts'
import { REMEMBERED_MS } from './networks.ts'

const DAY = 86_400_000
/** In business ms: networks are learnt over thirty days; clicks are judged again for seven, and what is a burst shows at once. */
export const KEPT_MS = LEARNT.ms + 5 * DAY
const BATCH = 10_000

/**
 * Forgets the visits to mails that nobody visited for so long, ten thousand at most; all of a mail or none, so that what is judged
 * by them is judged by all. What they were worth stands in their facts and the daily figures. Several workers share the work.
 * @returns how many
 */
export async function forgetVisits(store: Store): Promise<number> {
  const before = instant((await store.clock.now(store.db)) - KEPT_MS)
  const { rows } = await sql<{ n: number }>`
    with old as (
      select v.id from visits v where v.at < ${before} and not exists (
        select from visits w where w.message_key = v.message_key and (w.at >= ${before} or w.verdict = 'pending'))
      order by v.at limit ${BATCH} for update skip locked),
    gone as (delete from visits where id in (select id from old) returning id)
    select count(*) as n from gone`.execute(store.db)
  return rows[0]?.n ?? 0
}

/** Forgets networks that count as a scanner's no more. @returns how many */
export async function forgetNetworks(store: Store): Promise<number> {
  const before = instant((await store.clock.now(store.db)) - REMEMBERED_MS)
  const gone = await store.db
    .deleteFrom('scanner_networks')
    .where(sql<boolean>`at <= ${before}`)
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}
