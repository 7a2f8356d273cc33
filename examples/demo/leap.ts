import { sql } from 'kysely'
import { type Db, instant } from '../../store/database.ts'

/**
 * Lets business time go by at once, up to an instant (epoch ms); never back. On a clock that otherwise runs no faster than
 * a hundred times, so that how fast the machine is does not matter: what is late by a second is late by minutes.
 */
export const leap = (db: Db, to: number): Promise<unknown> =>
  sql`update clock_anchor set business_at = business_at + greatest(interval '0', ${instant(to)}::timestamptz - business_now())`.execute(
    db,
  )

const DUE = sql`
  select least(wait_at, wake_at) as at from journeys where status = 'running'
  union all select least(wait_at, wake_at) from handoffs where state <> 'closed' and park_code is null
  union all select at from alarms where code is null
  union all select due_at from messages where status in ('queued', 'retry')`
const IN_HAND = sql`
  select 1 from outbox union all select 1 from unapplied
  union all select 1 from messages where status in ('claimed', 'sending')
  union all select 1 from calls where state in ('asked', 'ringing', 'talking')`

/** What a system has to do. */
export interface Work {
  /** Business time, epoch ms. */
  now: number
  /** Somebody is at it, or is to be told of it. */
  inHand: boolean
  /** The next instant at which something is due, and may be late by now; null if nothing is. */
  due: number | null
}

/** Asks the database of a system what there is to do in it. */
export async function readWork(db: Db): Promise<Work> {
  const { rows } = await sql<Work>`select business_now() as now, exists (${IN_HAND}) as "inHand",
    (select min(at) from (${DUE}) due) as due`.execute(db)
  const [work] = rows
  if (!work) throw new Error('a query of one row gave none')
  return work
}
