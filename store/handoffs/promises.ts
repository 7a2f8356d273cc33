import { AppError } from '../../core/errors.ts'
import { instant, maybeInstant, type Db, type Tx } from '../database.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import { checkOwner, type Held, lockHandoff } from './lock.ts'
import { line } from './tell.ts'

/** Something that was promised to a lead. Instants in epoch ms. */
export interface Promised {
  id: string
  text: string
  by: string | null
  at: number
  dueAt: number | null
  keptAt: number | null
}

/** A promise as somebody notes it. */
export interface NewPromise {
  text: string
  dueAt?: number
}

type By = { sellerId: string | null }

/** Notes what was promised to the lead. @throws AppError handoff_unknown (also another seller's) */
export async function addPromise(
  store: Store,
  handoffId: string,
  promise: NewPromise,
  by: By,
): Promise<string> {
  return inMoment(
    store,
    (tx) => lockHandoff(tx, handoffId),
    async (m, held) => {
      checkOwner(held, by)
      const [id = ''] = await keepPromises(m, held, [promise], by.sellerId)
      return id
    },
  )
}

/** Writes promises down; they stay with the lead, whoever has it. */
export async function keepPromises(
  m: Moment,
  { handoff, lead }: Held,
  promises: readonly NewPromise[],
  by: string | null,
): Promise<string[]> {
  const ids: string[] = []
  for (const { text, dueAt } of promises) {
    const { id } = await m.tx
      .insertInto('promises')
      .values({
        handoff_id: handoff.id,
        lead_id: lead.id,
        text,
        made_by: by,
        at: instant(m.now),
        due_at: maybeInstant(dueAt ?? null),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.push(id)
    await line(m, handoff, 'promised', { promise: id })
  }
  return ids
}

/** Ticks a promise off; twice counts once. @throws AppError handoff_unknown, promise_unknown */
export async function keptPromise(store: Store, handoffId: string, id: string, by: By): Promise<void> {
  await inMoment(
    store,
    (tx) => lockHandoff(tx, handoffId),
    async (m, held) => {
      checkOwner(held, by)
      const row = await m.tx
        .selectFrom('promises')
        .select('kept_at')
        .where('id', '=', id)
        .where('lead_id', '=', held.lead.id)
        .executeTakeFirst()
      if (!row) throw new AppError('promise_unknown')
      if (row.kept_at !== null) return
      await m.tx
        .updateTable('promises')
        .set({ kept_at: instant(m.now), kept_by: by.sellerId })
        .where('id', '=', id)
        .execute()
      await line(m, held.handoff, 'kept a promise', { promise: id })
    },
  )
}

/** What was promised to a lead, open ones first, those that are due first at the top. */
export async function promisesOf(on: Db | Tx, leadId: string): Promise<Promised[]> {
  const rows = await on
    .selectFrom('promises')
    .selectAll()
    .where('lead_id', '=', leadId)
    .orderBy((e) => e('kept_at', 'is not', null))
    .orderBy('due_at')
    .orderBy('at')
    .limit(200)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    text: row.text,
    by: row.made_by,
    at: row.at,
    dueAt: row.due_at,
    keptAt: row.kept_at,
  }))
}

/** The checklist of a hand-off, for its owner. @throws AppError handoff_unknown */
export async function readPromises(store: Store, handoffId: string, { sellerId }: By): Promise<Promised[]> {
  const row = await store.db
    .selectFrom('handoffs')
    .select(['lead_id', 'owner_id'])
    .where('id', '=', handoffId)
    .executeTakeFirst()
  if (!row || (sellerId !== null && row.owner_id !== sellerId)) throw new AppError('handoff_unknown')
  return promisesOf(store.db, row.lead_id)
}
