import { sql } from 'kysely'
import { instant, maybeInstant } from './database.ts'
import type { Moment } from './moment.ts'
import type { Store } from './store.ts'

// A lane and the alarms have one pump each and no outbox row: the row in `pumps` says until when it sleeps.

/** Asks a pump (`alarms`, `lane/<name>`) to be awake at this business instant; told after the commit if it sleeps longer. */
export function askPump(m: Moment, name: string, at: number): void {
  m.pumps.set(name, Math.min(at, m.pumps.get(name) ?? at))
}

/** Tells every pump that sleeps past the instant asked for. A failure is left to the sweep. */
export async function tellPumps(store: Store, asked: Map<string, number>): Promise<void> {
  for (const [name, at] of asked) {
    const row = await store.db
      .selectFrom('pumps')
      .select('sleeps_until')
      .where('name', '=', name)
      .executeTakeFirst()
    if (row && row.sleeps_until !== null && row.sleeps_until <= at) continue
    await store.waker.wake({ id: name, type: typeOf(name) })
  }
}

/** The workflow type of a pump. */
export const typeOf = (name: string): 'lane' | 'alarms' => (name.startsWith('lane/') ? 'lane' : 'alarms')

/**
 * Writes until when the pump will sleep and looks once more at `earliest`, the next instant at which it has work: a
 * writer that came in between saw the old row, so the pump itself must see the writer's.
 * @returns machine ms to sleep; null for ever, until woken.
 */
export async function sleepPump(
  store: Store,
  name: string,
  earliest: () => Promise<number | null>,
): Promise<number | null> {
  const said = (await earliest()) ?? FOR_EVER
  await writeSleep(store, name, said)
  const found = (await earliest()) ?? FOR_EVER
  if (found < said) await writeSleep(store, name, found)
  // Never longer than was said, also where that work is gone meanwhile: whoever read the row counts on it.
  const until = Math.min(said, found)
  if (until === FOR_EVER) return null
  const now = await store.clock.now(store.db)
  return Math.max(0, store.clock.machineMs(until - now))
}

/** Stands for "until somebody asks": later than any alarm. */
const FOR_EVER = Date.UTC(9000, 0, 1)

async function writeSleep(store: Store, name: string, until: number): Promise<void> {
  await sql`insert into pumps (name, sleeps_until) values (${name}, ${maybeInstant(until)})
    on conflict (name) do update set sleeps_until = excluded.sleeps_until, nudges = 0, next_nudge_at = null`.execute(
    store.db,
  )
}

/** Marks a pump as awake, so that nobody sends it a wake while it works. */
export async function wakePumpRow(store: Store, name: string): Promise<void> {
  await sql`insert into pumps (name, sleeps_until) values (${name}, ${instant(0)})
    on conflict (name) do update set sleeps_until = excluded.sleeps_until`.execute(store.db)
}
