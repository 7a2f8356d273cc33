import { sql } from 'kysely'
import type { Release } from '../../core/release/release.ts'
import { instant } from '../database.ts'
import { journal, journalAll } from '../journal.ts'
import { inMoment } from '../moment.ts'
import { newestRelease } from '../releases.ts'
import type { Store } from '../store.ts'

/** An answer by a person that no seller could be told of. `at`: epoch ms of business time. */
export interface UntoldReply {
  fact: number
  lead: string
  at: number
  props: Record<string, unknown>
  name: string | null
  email: string | null
  phone: string | null
  company: string | null
}

/** Takes those that are due for this taker alone, for five minutes of machine time: a taker that dies leaves them to the next. */
export async function takeUntoldReplies(
  store: Store,
): Promise<{ replies: UntoldReply[]; release: Release; now: number } | null> {
  const { rows } = await sql<UntoldReply>`
    with taken as (
      update untold_replies set mail_next_at = clock_timestamp() + interval '5 minutes'
      where fact_id in (select fact_id from untold_replies where mail_next_at <= clock_timestamp()
        order by fact_id limit 20 for no key update skip locked)
      returning fact_id, lead_id, at
    )
    select taken.fact_id as fact, taken.lead_id as lead, taken.at, f.props, l.name, l.email, l.phone, a.name as company
    from taken join leads l on l.id = taken.lead_id left join accounts a on a.id = l.account_id
      join facts f on f.id = taken.fact_id and f.lead_id = taken.lead_id
    where l.erased_at is null order by taken.fact_id`.execute(store.db)
  if (rows.length === 0) return null
  return { replies: rows, release: await newestRelease(store.db), now: await store.clock.now(store.db) }
}

/** People know of it, and the story says so, once. */
export const replyWasTold = (store: Store, { fact, lead }: UntoldReply): Promise<void> =>
  inMoment(
    store,
    async () => null,
    async (m) => {
      const told = await m.tx
        .deleteFrom('untold_replies')
        .where('fact_id', '=', fact)
        .returning('fact_id')
        .executeTakeFirst()
      if (!told) return
      await journal(m, {
        leadId: lead,
        kind: 'note',
        data: { what: 'answer goes on', to: 'the address of alerts' },
      })
    },
  )

/** In business ms: nobody answers an answer that is older. */
const KEPT_MS = 90 * 86_400_000
const BATCH = 500

/**
 * Forgets answers that nobody could be told of for that long, as where there is no address for alerts, and those of leads that
 * were erased, five hundred at most. The story says so; the answer itself stands in its fact. @returns how many
 */
export const forgetUntoldReplies = (store: Store): Promise<number> =>
  inMoment(
    store,
    async () => null,
    async (m) => {
      const { rows } = await sql<{ lead: string; erased: boolean }>`
        with old as (
          select u.fact_id from untold_replies u join leads l on l.id = u.lead_id
          where u.at < ${instant(m.now - KEPT_MS)} or l.erased_at is not null
          order by u.fact_id limit ${BATCH} for update of u skip locked)
        delete from untold_replies u using leads l where u.fact_id in (select fact_id from old) and l.id = u.lead_id
        returning u.lead_id as lead, l.erased_at is not null as erased`.execute(m.tx)
      await journalAll(
        m,
        rows
          .filter(({ erased }) => !erased)
          .map(({ lead }) => ({
            leadId: lead,
            kind: 'note' as const,
            data: { what: 'answer was told to nobody', why: 'no owner, and no address for alerts took it' },
          })),
      )
      return rows.length
    },
  )
