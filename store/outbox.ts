import { type Selectable, sql } from 'kysely'
import { type Db, instant } from './database.ts'
import type { Moment } from './moment.ts'
import type { Store } from './store.ts'
import type { OutboxTable } from './tables/journeys.ts'

/** The loops that Temporal runs for us; the workflow's type is the name. */
export type Loop = 'journey' | 'handoff' | 'lane' | 'alarms'

/**
 * Somebody to start or wake after the commit. `delayUntil`: business time, only for a journey that just entered.
 * `summary`: one line for Temporal's own pages (sequence and plan), without any person.
 */
export interface Wake {
  type: Loop
  delayUntil?: number
  summary?: string
}

const TRIES_BEFORE_ALARM = 10

/** A wake as it stands in the outbox. */
type Queued = Pick<Selectable<OutboxTable>, 'workflow_id' | 'workflow_type' | 'n' | 'delay_until' | 'summary'>

/** Writes what the transaction wants woken, by id, as its last statement. A later wake takes the delay away. */
export async function queueWakes(moment: Moment): Promise<Queued[]> {
  const wakes = [...moment.wakes].sort(([a], [b]) => (a < b ? -1 : 1))
  const queued: Queued[] = []
  for (const [id, wake] of wakes) {
    const delay = wake.delayUntil === undefined ? null : instant(wake.delayUntil)
    const { rows } =
      await sql<Queued>`insert into outbox (workflow_id, workflow_type, summary, delay_until, next_try_at)
      values (${id}, ${wake.type}, ${wake.summary ?? null}, ${delay}, clock_timestamp())
      on conflict (workflow_id) do update set n = nextval('outbox_n'), delay_until = null,
        summary = coalesce(outbox.summary, excluded.summary), next_try_at = clock_timestamp()
      returning workflow_id, workflow_type, n, delay_until, summary`.execute(moment.tx)
    queued.push(...rows)
  }
  return queued
}

/** Sends these now, without anybody waiting; what fails stays for the worker's own round. */
export function sendWakes(store: Store, queued: Queued[]): void {
  void (async () => {
    for (const row of queued) await sendOne(store, row)
  })().catch(() => {})
}

/**
 * Sends what is left over and due; called by each worker every second, and each row is one worker's for five seconds of
 * machine time. `ageMs`: younger rows (machine ms) are left to whoever wrote them. Returns how many rows were tried.
 */
export async function sendLeftovers(store: Store, { limit = 200, ageMs = 1000 } = {}): Promise<number> {
  const { rows } = await sql<Queued>`update outbox set next_try_at = clock_timestamp() + interval '5 seconds'
    where workflow_id in (
      select workflow_id from outbox where next_try_at < clock_timestamp() - make_interval(secs => ${ageMs / 1000})
      order by next_try_at limit ${limit} for no key update skip locked)
    returning workflow_id, workflow_type, n, delay_until, summary`.execute(store.db)
  for (const row of rows) await sendOne(store, row)
  return rows.length
}

async function sendOne(store: Store, row: Queued): Promise<void> {
  const { workflow_id: id, n } = row
  try {
    const now = row.delay_until === null ? 0 : await store.clock.now(store.db)
    const delayMs = row.delay_until === null ? 0 : store.clock.machineMs(Math.max(0, row.delay_until - now))
    await store.waker.wake({
      id,
      type: row.workflow_type,
      ...(delayMs > 0 && { delayMs }),
      ...(row.summary && { summary: row.summary }),
    })
    // A wake that was asked for since then has another number, and is still to be sent.
    await store.db.deleteFrom('outbox').where('workflow_id', '=', id).where('n', '=', n).execute()
  } catch (error) {
    await noteFailure(store.db, row, error)
  }
}

// Machine time: these are retries of a network call. The name of the error only, never its text.
async function noteFailure(db: Db, { workflow_id, n }: Queued, error: unknown): Promise<void> {
  const name = error instanceof Error ? error.name : 'Error'
  await sql`update outbox set tries = tries + 1, last_error = ${name},
    next_try_at = clock_timestamp() + least(interval '30 seconds', interval '1 second' * power(2, tries))
    where workflow_id = ${workflow_id} and n = ${n}`.execute(db)
}

/** Rows that ten tries did not move: for `/readyz` and `doctor`. */
export async function stuckWakes(db: Db): Promise<{ id: string; tries: number; error: string | null }[]> {
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('tries', '>=', TRIES_BEFORE_ALARM)
    .limit(50)
    .execute()
  return rows.map((row) => ({ id: row.workflow_id, tries: row.tries, error: row.last_error }))
}
