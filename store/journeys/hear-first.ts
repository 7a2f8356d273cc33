import type { Plan } from '../../core/plan/plan.ts'
import { asOf } from '../database.ts'
import type { Moment } from '../moment.ts'
import { readPlan } from '../releases.ts'
import { guarded, type LockedLead } from '../transact.ts'
import { runTurn } from './run.ts'

/**
 * Lets the lead's journeys that stand in the way of this plan, of its own sequence or its group, hear what woke them: a
 * journey that a fact ends by its goal neither keeps out what the same fact begins nor is replaced by it. One that throws
 * is left to its own workflow.
 */
export async function hearFirst(m: Moment, plan: Plan, lead: LockedLead): Promise<void> {
  const woken = await m.tx
    .selectFrom('journeys')
    .selectAll()
    .where('lead_id', '=', lead.id)
    .where('status', '=', 'running')
    .where('wake_at', '<=', asOf(m.now))
    .where((on) =>
      on.or([on('sequence', '=', plan.sequence), ...(plan.group ? [on('grp', '=', plan.group)] : [])]),
    )
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  for (const journey of woken)
    await guarded(m.tx, async () => runTurn(m, await readPlan(m.tx, journey.plan_hash), lead, journey))
}
