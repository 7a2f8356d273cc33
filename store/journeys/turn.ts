import type { Tx } from '../database.ts'
import { applyWaiting } from '../facts/leftovers.ts'
import { inMoment } from '../moment.ts'
import { readPlan } from '../releases.ts'
import type { Store } from '../store.ts'
import { splitThing } from '../things.ts'
import { lockLead } from '../transact.ts'
import { counted } from './park.ts'
import { runTurn } from './run.ts'

/** What a pump is told: the row is done, or how long to sleep in machine ms (null: until woken), and where it stands. */
export type PumpTurn = { done: true } | { done: false; sleepMs: number | null; details: string }

/** A second of machine time at least, so that rounding never makes a loop of it. */
const LEAST_MS = 1000

/**
 * One turn of a journey, as its workflow asks for it. Whatever happens between two waits is one transaction; a repeat
 * finds nothing due and changes nothing. A turn that keeps throwing parks its journey (five times).
 */
export async function journeyTurn(store: Store, id: string): Promise<PumpTurn> {
  return counted(store, id, () =>
    inMoment(
      store,
      (tx) => lockJourney(tx, id),
      async (m, locked): Promise<PumpTurn> => {
        if (!locked) return { done: true }
        const { lead, journey } = locked
        if (journey.status === 'done') return { done: true }
        if (journey.status !== 'running') return { done: false, sleepMs: null, details: journey.status }
        await applyWaiting(m, lead.id)
        const fresh = await reread(m.tx, id)
        if (fresh.status !== 'running') return { done: true }
        const ran = await runTurn(m, await readPlan(m.tx, fresh.plan_hash), lead, fresh)
        if (ran.done) return { done: true }
        const sleepMs =
          ran.wakeAt === null ? null : Math.max(LEAST_MS, store.clock.machineMs(ran.wakeAt - m.now))
        return { done: false, sleepMs, details: ran.details }
      },
    ),
  )
}

// account → thing → lead → journey. Whose journey it is may have changed until the lead is locked: looked at again.
async function lockJourney(tx: Tx, id: string) {
  for (;;) {
    const seen = await tx
      .selectFrom('journeys')
      .select(['lead_id', 'thing', 'status'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!seen || seen.status === 'done') return null
    if (seen.thing) await lockThing(tx, seen.thing)
    const lead = await lockLead(tx, seen.lead_id)
    const journey = await tx
      .selectFrom('journeys')
      .selectAll()
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow()
    if (journey.lead_id === lead.id) return { lead, journey }
  }
}

async function lockThing(tx: Tx, thing: string): Promise<void> {
  const { kind, id } = splitThing(thing)
  await tx
    .selectFrom('things')
    .select('id')
    .where('kind', '=', kind)
    .where('id', '=', id)
    .forShare()
    .execute()
}

const reread = (tx: Tx, id: string) =>
  tx.selectFrom('journeys').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
