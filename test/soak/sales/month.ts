import { sql } from 'kysely'
import { asOf } from '../../../store/database.ts'
import { sendLeftovers } from '../../../store/outbox.ts'
import type { TestStore } from '../../harness/store.ts'
import { layGround } from './ground.ts'
import { foundCompany, type Company, type Size } from './company.ts'
import { type Happened, type Happening, planLeads } from './happenings.ts'
import { reactions } from './reactions.ts'
import { startWorker, type Worker } from './workers.ts'
import { troubles } from './troubles.ts'
import { Agenda } from './agenda.ts'

const AT_ONCE = 8
/** A hand-off that is due again and again at one instant never comes to rest. */
const MOST_ROUNDS = 40
const DAY = 24 * 3_600_000
/** How long the last leads may take until all is over: three rounds through the house team, a holiday week between. */
const AFTERWARDS = 60 * DAY

/** What came of a month: who there was, and what nobody should ever have seen. */
export interface Month {
  company: Company
  /** How often each kind of thing was done, and how it was answered. */
  happened: Happened
  faults: string[]
  instants: number
}

/**
 * Lets a company live through its days in skipped time: the clock jumps to the next instant at which somebody does
 * something or a row is due, and all that falls into one instant is done at once by two workers and by the people.
 */
export async function liveMonth(store: TestStore, size: Size): Promise<Month> {
  const company = await foundCompany(store, size)
  const month: Month = { company, happened: {}, faults: [], instants: 0 }
  await layGround(store.db)
  const fault = (error: unknown) =>
    month.faults.push(error instanceof Error ? `${error.stack}` : String(error))
  const started = ['worker-1', 'worker-2'].map((name) => startWorker(store, { name, fault }))
  const workers = started.map(({ worker }) => worker)
  const scene: Happening = { store, company, agenda: new Agenda(), happened: month.happened, fault }
  const { down } = troubles(scene, store, workers)
  planLeads(scene)
  try {
    await live(scene, { store, workers, month, down })
  } finally {
    await Promise.all(started.map(({ stop }) => stop()))
  }
  return month
}

async function live(
  scene: Happening,
  { store, workers, month, down }: { store: TestStore; workers: Worker[]; month: Month; down: () => boolean },
): Promise<void> {
  const { agenda } = scene
  const { clock, waker } = store
  const end = clock.read() + scene.company.size.days * DAY + AFTERWARDS
  const shares = byTurns(workers)
  for (let due = await dueAt(store); ; ) {
    const next = Math.min(agenda.next(), down() ? Infinity : due.at)
    if (next === Infinity || next > end) return
    clock.set(Math.max(next, clock.read()))
    month.instants++
    for (let round = 0; ; round++) {
      if (round > MOST_ROUNDS) throw new Error('a hand-off never comes to rest')
      const acts = agenda.take(clock.read())
      const turns = down() ? [] : shares([...woken(store), ...(due.at <= clock.read() ? due.ids : [])])
      if (acts.length === 0 && turns.length === 0) break
      await atOnce([...acts, ...turns])
      if (!waker.fail) await sendLeftovers(store, { ageMs: -60_000 })
      await reactions(scene, clock.read())
      due = await dueAt(store)
    }
  }
}

/** Each hand-off that is due or was woken is taken up by one worker, every fourth by all at once. */
function byTurns(workers: Worker[]): (ids: string[]) => (() => Promise<void>)[] {
  let n = 0
  return (ids) => {
    const here = workers.filter((worker) => !worker.away)
    return [...new Set(ids)].flatMap((id) => {
      n++
      const who = n % 4 === 0 ? here : here.slice(n % here.length).slice(0, 1)
      return who.map((worker) => () => worker.turn(id))
    })
  }
}

const woken = ({ waker }: TestStore): string[] =>
  waker.wakes.splice(0).flatMap(({ id }) => (id.startsWith('handoff/') ? [id.slice(8)] : []))

/** The hand-offs that are due by now; if none is, those that are due first, and when. */
async function dueAt({ db, clock }: TestStore): Promise<{ at: number; ids: string[] }> {
  const { rows } = await sql<{ id: string; at: number }>`
    select id, least(wait_at, wake_at) as at from handoffs
    where state <> 'closed' and park_code is null and least(wait_at, wake_at) <= greatest(${asOf(clock.read())}, (
      select min(least(wait_at, wake_at)) from handoffs where state <> 'closed' and park_code is null))`.execute(
    db,
  )
  return { at: Math.min(...rows.map(({ at }) => at)), ids: rows.map(({ id }) => id) }
}

async function atOnce(acts: (() => Promise<void>)[]): Promise<void> {
  const left = acts.values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const act of left) await act()
    }),
  )
}
