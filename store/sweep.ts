import { sql } from 'kysely'
import { instant, type Db } from './database.ts'
import { typeOf } from './pumps.ts'
import type { Store } from './store.ts'

/** From this nudge on the workflow is replaced: it runs, and does not do its work. */
const REPLACE_AFTER = 4
const LIMIT = 500

interface Overdue {
  id: string
  type: string
  nudges: number
  /** Sequence and plan, or route, for Temporal's own pages. */
  summary: string | null
  /** Written by a loop that this build no longer runs. */
  old: boolean
}

/** Business instants of one round: now, what counts as late, and the least time to a row's next nudge. */
interface Instants {
  now: number
  late: number
  leastMs: number
}

/**
 * The only reconciler: nudges every journey, hand-off, lane and the alarms whose instant is `graceMs` of business time
 * past. Failed starts, ended runs, a lost Temporal, a restored backup, new loops: all heal here. Each nudge doubles the
 * time to the row's next one, one minute to one hour.
 * @returns how many were nudged.
 */
export async function sweep(store: Store, { graceMs }: { graceMs: number }): Promise<number> {
  const now = await store.clock.now(store.db)
  const at = { now, late: now - graceMs, leastMs: LEAST_MS / store.clock.machineMs(1) }
  const overdue = [
    ...(await rows(store.db, 'journeys', at)),
    ...(await rows(store.db, 'handoffs', at)),
    ...(await pumps(store.db, at)),
  ]
  for (const one of overdue) {
    const replace = one.old || one.nudges >= REPLACE_AFTER
    await store.waker.wake({
      id: one.id,
      type: one.type,
      ...(replace && { replace }),
      ...(one.summary && { summary: one.summary }),
    })
  }
  return overdue.length
}

// The row is stamped before the nudge, so that two workers do not both send it.
async function rows(db: Db, table: 'journeys' | 'handoffs', at: Instants): Promise<Overdue[]> {
  const loop = table === 'journeys' ? 'journey' : 'handoff'
  const summary = table === 'journeys' ? sql`sequence || ' ' || left(plan_hash, 8)` : sql`route`
  const running = table === 'journeys' ? sql`status = 'running'` : sql`state <> 'closed'`
  const { rows } = await sql<Overdue>`
    update ${sql.table(table)} set nudges = nudges + 1, next_nudge_at = ${nextNudge(at)}
    where id in (
      select id from ${sql.table(table)}
      where ${running} and least(wait_at, wake_at) < ${instant(at.late)}
        and (next_nudge_at is null or next_nudge_at <= ${instant(at.now)})
      order by id limit ${LIMIT} for no key update skip locked)
    returning ${loop} || '/' || id as id, ${loop} as type, nudges, loop <> ${loop} as old, ${summary} as summary`.execute(
    db,
  )
  return rows
}

// A lease runs in machine time, whatever the scale of business time.
async function pumps(db: Db, at: Instants): Promise<Overdue[]> {
  const { rows } = await sql<{ id: string; nudges: number }>`
    with due as (
      select 'lane/' || lane as name from messages where place = 'due' group by lane having min(due_at) < ${instant(at.late)}
      union select 'lane/' || lane from messages
        where place = 'open' and lease_until < clock_timestamp() - interval '1 minute'
      union select 'alarms' from alarms where code is null having min(at) < ${instant(at.late)}
    )
    insert into pumps (name, nudges, next_nudge_at) select name, 1, ${instant(at.now + Math.max(60_000, at.leastMs))} from due
    on conflict (name) do update set nudges = pumps.nudges + 1, next_nudge_at = ${nextNudge(at, 'pumps.')}
      where pumps.next_nudge_at is null or pumps.next_nudge_at <= ${instant(at.now)}
    returning name as id, nudges`.execute(db)
  return rows.map((row) => ({ ...row, type: typeOf(row.id), old: false, summary: null }))
}

/** Machine time: a nudge needs this long to do its work, however fast business time runs. */
const LEAST_MS = 2000

const nextNudge = ({ now, leastMs }: Instants, prefix = '') =>
  sql`${instant(now)}::timestamptz + greatest(make_interval(secs => ${leastMs / 1000}),
    least(interval '1 hour', interval '1 minute' * power(2, ${sql.raw(`${prefix}nudges`)})))`
