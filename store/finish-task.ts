import { AppError } from '../core/errors.ts'
import { instant, type Tx } from './database.ts'
import { recordFact } from './facts/record.ts'
import { inMoment, type Moment } from './moment.ts'
import type { Store } from './store.ts'
import { isHouseHead, type TaskRow, tellTask } from './tasks.ts'

/**
 * Closes a task and tells the journeys that asked for it. `sellerId` null: an API key, which may close any.
 * @throws AppError task_unknown (also for another seller's task), task_over
 */
export async function finishTask(
  store: Store,
  id: string,
  outcome: string,
  by: { sellerId: string | null } = { sellerId: null },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockTask(tx, id, by.sellerId),
    async (m, { task, joins }) => {
      await m.tx
        .updateTable('tasks')
        .set({ status: 'done', outcome, closed_at: instant(m.now) })
        .where('id', '=', id)
        .execute()
      await tellTask(m, task, 'done', { outcome })
      const first = task.journey_id
        ? [{ lead_id: task.lead_id, journey_id: task.journey_id, step: task.step }]
        : []
      for (const journey of [...first, ...joins]) await tellDone(m, task, journey, outcome)
    },
  )
}

async function tellDone(
  m: Moment,
  task: TaskRow,
  to: { lead_id: string; journey_id: string; step: string },
  outcome: string,
): Promise<void> {
  const journey = await m.tx
    .selectFrom('journeys')
    .select('thing')
    .where('id', '=', to.journey_id)
    .executeTakeFirst()
  await recordFact(m, {
    type: 'step.done',
    leadId: to.lead_id,
    accountId: task.account_id,
    things: journey?.thing ? [journey.thing] : [],
    props: { journey: to.journey_id, step: to.step, task: task.id, outcome },
  })
}

/** Locks the company, then every lead whose journey waits for the task, then the task. */
async function lockTask(tx: Tx, id: string, sellerId: string | null) {
  const seen = await tx.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst()
  if (!seen || (sellerId !== null && !(await mayFinish(tx, seen, sellerId))))
    throw new AppError('task_unknown')
  if (seen.account_id) {
    await tx.selectFrom('accounts').select('id').where('id', '=', seen.account_id).forNoKeyUpdate().execute()
  }
  const joins = await tx
    .selectFrom('task_joins')
    .selectAll()
    .where('task_id', '=', id)
    .orderBy('journey_id')
    .execute()
  const leads = [...new Set([seen.lead_id, ...joins.map((join) => join.lead_id)])]
  const locked = await tx
    .selectFrom('leads')
    .select(['id', 'erased_at'])
    .where('id', 'in', leads)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  const task = await tx
    .selectFrom('tasks')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  // It may be somebody else's since it was looked at.
  if (sellerId !== null && !(await mayFinish(tx, task, sellerId))) throw new AppError('task_unknown')
  if (task.status !== 'open') throw new AppError('task_over')
  const erased = new Set(locked.filter((lead) => lead.erased_at !== null).map((lead) => lead.id))
  if (erased.has(task.lead_id)) throw new AppError('lead_erased')
  return { task, joins: joins.filter((join) => !erased.has(join.lead_id)) }
}

// A head of the house may close what was given to nobody.
async function mayFinish(tx: Tx, task: TaskRow, sellerId: string): Promise<boolean> {
  if (task.seller_id !== null) return task.seller_id === sellerId
  return isHouseHead(tx, sellerId)
}
