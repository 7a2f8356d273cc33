import { accountLock } from '../account-lock.ts'
import type { Tx } from '../database.ts'
import { applyWaiting } from '../facts/leftovers.ts'
import { inMoment } from '../moment.ts'
import { looksAtCompany, needsIn } from '../needs.ts'
import { newestRelease, readPlan } from '../releases.ts'
import type { Store } from '../store.ts'
import { lockAccounts, lockLead, lockThings } from '../transact.ts'
import { judgeDue } from '../visits/judge.ts'
import { asksForClicks } from '../visits/under-judgement.ts'
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
        await applyWaiting(m, { leadId: lead.id, accountId: null })
        const plan = await readPlan(m.tx, journey.plan_hash)
        if (asksForClicks(needsIn(m.release, plan))) await judgeDue(m, lead.id)
        const fresh = await reread(m.tx, id)
        if (fresh.status !== 'running') return { done: true }
        const ran = await runTurn(m, plan, lead, fresh)
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
      .innerJoin('leads', 'leads.id', 'journeys.lead_id')
      .select([
        'journeys.lead_id',
        'journeys.thing',
        'journeys.status',
        'journeys.plan_hash',
        'leads.account_id',
      ])
      .where('journeys.id', '=', id)
      .executeTakeFirst()
    if (!seen || seen.status === 'done') return null
    if (seen.account_id) await lockAccounts(tx, [seen.account_id], await companyLock(tx, seen.plan_hash))
    if (seen.thing) await lockThings(tx, [seen.thing], 'share')
    const lead = await lockLead(tx, seen.lead_id, { account: 'no' })
    const journey = await tx
      .selectFrom('journeys')
      .selectAll()
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow()
    if (journey.lead_id === lead.id && lead.account_id === seen.account_id) return { lead, journey }
  }
}

// A plan of an older release may look at the company where none of the newest does.
async function companyLock(tx: Tx, planHash: string): Promise<'share' | 'update'> {
  const plan = await readPlan(tx, planHash)
  return looksAtCompany(plan, await newestRelease(tx)) ? 'update' : accountLock(tx)
}

const reread = (tx: Tx, id: string) =>
  tx.selectFrom('journeys').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
