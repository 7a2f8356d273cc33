import { sql } from 'kysely'
import { type Db, instant } from '../../store/database.ts'
import { until } from '../harness/until.ts'

// Whatever somebody must do at an instant of business time, with nobody told of it yet and nothing in anybody's hands.
const DUE = sql`
  select least(wait_at, wake_at) as at from journeys where status = 'running'
  union all select least(wait_at, wake_at) from handoffs where state <> 'closed' and park_code is null
  union all select at from alarms where code is null
  union all select due_at from messages where status in ('queued', 'retry')`
const IN_HAND = sql`
  select 1 from outbox union all select 1 from unapplied
  union all select 1 from messages where status in ('claimed', 'sending')`

/** The next instant at which something is due in a system, epoch ms; null if nothing is. */
export async function earliestDue(db: Db): Promise<number | null> {
  const { rows } = await sql<{ at: number | null }>`select min(at) as at from (${DUE}) due`.execute(db)
  return rows[0]?.at ?? null
}

/** Waits until a system has done all that was due at an instant, and what came of it. */
export async function untilDone(db: Db, at: number): Promise<void> {
  await until(
    async () => {
      const { rows } = await sql<{ left: boolean }>`
        select exists (${IN_HAND}) or exists (select from (${DUE}) due where at <= ${instant(at)}) as left`.execute(
        db,
      )
      return rows[0]?.left === false
    },
    { what: 'all that was due to be done' },
  )
}
