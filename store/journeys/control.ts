import { AppError } from '../../core/errors.ts'
import { instant, type Tx } from '../database.ts'
import { dueNow } from '../due-now.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import { lockLead } from '../transact.ts'
import { endJourney } from './end.ts'
import { type Enrolled, enrol, planNamed } from './enrol.ts'

/**
 * Starts a journey by somebody's word, with the same checks as a fact.
 * @throws AppError lead_unknown, sequence_unknown
 */
export async function startJourney(
  store: Store,
  ask: { sequence: string; lead: string; thing?: string; props?: Record<string, unknown> },
): Promise<Enrolled> {
  return inMoment(
    store,
    (tx) => lockLead(tx, ask.lead),
    (m, lead) =>
      enrol(m, planNamed(m, ask.sequence), lead, {
        fact: null,
        thing: ask.thing ?? null,
        props: ask.props ?? {},
      }),
  )
}

/** Ends a journey by somebody's word. @throws AppError journey_unknown, journey_done */
export async function stopJourney(store: Store, id: string, reason: string): Promise<void> {
  await change(store, id, async (m) => {
    await endJourney(m, id, { by: 'stopped', reason })
    wakeWorkflow(m, id)
  })
}

/** Holds a journey: no step runs and none of its mail leaves until it is resumed. */
export async function pauseJourney(store: Store, id: string): Promise<void> {
  await change(store, id, (m) => setStatus(m, id, 'paused'))
}

/** Lets a paused or parked journey go on; what fell due meanwhile is due now, and so is its mail. */
export async function resumeJourney(store: Store, id: string): Promise<void> {
  await change(store, id, async (m, leadId) => {
    await setStatus(m, id, 'running')
    await wakeJourney(m, id)
    await dueNow(m, leadId, ['journey paused'])
  })
}

/** Marks a running journey as due now and has its workflow told after the commit. */
export async function wakeJourney(m: Moment, id: string): Promise<void> {
  const row = await m.tx
    .updateTable('journeys')
    .set({ wake_at: instant(m.now) })
    .where('id', '=', id)
    .where('status', '=', 'running')
    .returning('id')
    .executeTakeFirst()
  if (row) wakeWorkflow(m, id)
}

/** Has the workflow of a journey look at its row. */
export const wakeWorkflow = (m: Moment, id: string): void => {
  m.wakes.set(`journey/${id}`, { type: 'journey' })
}

async function setStatus(m: Moment, id: string, status: 'running' | 'paused'): Promise<void> {
  await m.tx
    .updateTable('journeys')
    .set({ status, failures: 0, park_code: null })
    .where('id', '=', id)
    .execute()
}

async function change(
  store: Store,
  id: string,
  work: (m: Moment, leadId: string) => Promise<void>,
): Promise<void> {
  await inMoment(store, (tx) => lockOwner(tx, id), work)
}

async function lockOwner(tx: Tx, id: string): Promise<string> {
  const seen = await tx.selectFrom('journeys').select(['lead_id']).where('id', '=', id).executeTakeFirst()
  if (!seen) throw new AppError('journey_unknown')
  await lockLead(tx, seen.lead_id)
  const row = await tx
    .selectFrom('journeys')
    .select('status')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  if (row.status === 'done') throw new AppError('journey_done')
  return seen.lead_id
}
