import { drainLane } from '../../mail/drain.ts'
import { asOf } from '../../store/database.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import type { TestStore } from '../harness/store.ts'
import { laneTakesAll } from '../harness/takes-all.ts'

const MOST_TURNS = 2_000

/**
 * Lets a store live without Temporal, on a clock that stands still until there is something to do: turns, alarms and mail,
 * each at its instant, up to `until` (epoch ms), which it is then.
 */
export async function live(store: TestStore, until: number): Promise<void> {
  const lane = laneTakesAll(store)
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const next = await earliest(store)
    if (next === null || next > until) {
      store.clock.set(Math.max(until, store.clock.read()))
      return
    }
    store.clock.set(Math.max(next, store.clock.read()))
    await drainAlarms(store, { until: performance.now() + 60_000, beat: () => {} })
    for (const id of await dueJourneys(store)) await journeyTurn(store, id)
    await drainLane(lane, 'default')
  }
  throw new Error('the story never comes to rest')
}

async function earliest({ db }: TestStore): Promise<number | null> {
  const instants = [
    await db
      .selectFrom('journeys')
      .select((e) => [e.fn.min('wait_at').as('at'), e.fn.min('wake_at').as('woken')])
      .where('status', '=', 'running')
      .executeTakeFirst(),
    await db
      .selectFrom('alarms')
      .select((e) => e.fn.min('at').as('at'))
      .where('code', 'is', null)
      .executeTakeFirst(),
    await db
      .selectFrom('messages')
      .select((e) => e.fn.min('due_at').as('at'))
      .where('status', 'in', ['queued', 'retry'])
      .executeTakeFirst(),
  ].flatMap((row) => Object.values(row ?? {}).flatMap((at) => (typeof at === 'number' ? [at] : [])))
  return instants.length === 0 ? null : Math.min(...instants)
}

async function dueJourneys({ db, clock }: TestStore): Promise<string[]> {
  const now = asOf(clock.read())
  const rows = await db
    .selectFrom('journeys')
    .select('id')
    .where('status', '=', 'running')
    .where((e) => e.or([e('wait_at', '<=', now), e('wake_at', '<=', now)]))
    .orderBy('entered_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}
