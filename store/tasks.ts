import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { AppError } from '../core/errors.ts'
import { type Db, instant, type Tx } from './database.ts'
import { recordFact } from './facts/record.ts'
import { mailTask } from './handoffs/mails.ts'
import { journal } from './journal.ts'
import { inMoment, type Moment } from './moment.ts'
import type { Store } from './store.ts'
import type { TasksTable } from './tables/sales.ts'

export type TaskRow = Selectable<TasksTable>

/** What a journey's `task` step asks for. `dueAt`: epoch ms; `per: 'account'`: one open task for the company. */
export interface TaskAsked {
  leadId: string
  accountId: string | null
  journeyId?: string | null
  handoffId?: string | null
  step: string
  name: string
  sellerId: string | null
  dueAt: number
  note: string | null
  per: 'lead' | 'account'
}

/**
 * Gives a task to a seller, who gets a mail. Where the company has an open one of this name (`per: 'account'`), the
 * journey joins it instead. Runs under the lead's lock.
 */
export async function openTask(m: Moment, asked: TaskAsked): Promise<void> {
  const made = await m.tx
    .insertInto('tasks')
    .values({
      lead_id: asked.leadId,
      account_id: asked.accountId,
      journey_id: asked.journeyId ?? null,
      handoff_id: asked.handoffId ?? null,
      step: asked.step,
      name: asked.name,
      per: asked.accountId === null ? 'lead' : asked.per,
      seller_id: asked.sellerId,
      note: asked.note,
      created_at: instant(m.now),
      due_at: instant(asked.dueAt),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'name'])
        .where('status', '=', sql.lit('open'))
        .where('per', '=', sql.lit('account'))
        .doNothing(),
    )
    .returningAll()
    .executeTakeFirst()
  if (!made) return joinTask(m, asked)
  await tellStory(m, made, 'opened')
  await mailTask(m, made)
}

async function joinTask(m: Moment, asked: TaskAsked): Promise<void> {
  const open = await m.tx
    .selectFrom('tasks')
    .selectAll()
    .where('account_id', '=', asked.accountId)
    .where('name', '=', asked.name)
    .where('per', '=', 'account')
    .where('status', '=', 'open')
    .executeTakeFirst()
  // Finished in the moment between: then this journey opens the next one.
  if (!open) return openTask(m, asked)
  if (asked.journeyId && asked.journeyId !== open.journey_id) {
    await m.tx
      .insertInto('task_joins')
      .values({
        task_id: open.id,
        lead_id: asked.leadId,
        journey_id: asked.journeyId,
        step: asked.step,
        at: instant(m.now),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  await tellStory(m, { ...open, lead_id: asked.leadId, journey_id: asked.journeyId ?? null }, 'joined')
}

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
      await tellStory(m, task, 'done', { outcome })
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

/** Whether this seller leads somebody, and is of the house: what nobody has is no dealer's business. */
async function isHouseHead(on: Tx | Db, sellerId: string): Promise<boolean> {
  const row = await on
    .selectFrom('sellers as head')
    .innerJoin('sellers as led', 'led.head_id', 'head.id')
    .select('head.id')
    .where('head.id', '=', sellerId)
    .where('head.dealer_id', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The journey ended: its open tasks stay, and say so. */
export async function dropTasks(m: Moment, journeyId: string, note: string): Promise<void> {
  await m.tx
    .updateTable('tasks')
    .set({ note: sql<string>`concat_ws(E'\n', note, ${note}::text)` })
    .where('journey_id', '=', journeyId)
    .where('status', '=', 'open')
    .execute()
}

/** What the head was asked to do about a hand-off is settled. */
export async function closeHandoffTasks(m: Moment, handoffId: string): Promise<void> {
  await m.tx
    .updateTable('tasks')
    .set({ status: 'dropped', closed_at: instant(m.now) })
    .where('handoff_id', '=', handoffId)
    .where('status', '=', 'open')
    .execute()
}

/** Tasks of a seller, or of all with null; the ones due first come first. */
export async function listTasks(
  db: Db,
  { sellerId, status }: { sellerId: string | null; status: TaskRow['status'] },
): Promise<TaskRow[]> {
  const leads = sellerId !== null && (await isHouseHead(db, sellerId))
  return db
    .selectFrom('tasks')
    .selectAll()
    .where('status', '=', status)
    .$if(sellerId !== null, (query) =>
      query.where((e) =>
        leads
          ? e.or([e('seller_id', '=', sellerId), e('seller_id', 'is', null)])
          : e('seller_id', '=', sellerId),
      ),
    )
    .orderBy('due_at')
    .orderBy('id')
    .limit(500)
    .execute()
}

async function tellStory(
  m: Moment,
  task: TaskRow,
  what: 'opened' | 'joined' | 'done',
  values: Record<string, unknown> = {},
): Promise<void> {
  await journal(m, {
    leadId: task.lead_id,
    journeyId: task.journey_id,
    kind: 'task',
    data: { what, task: task.id, name: task.name, step: task.step, seller: task.seller_id, ...values },
  })
}
