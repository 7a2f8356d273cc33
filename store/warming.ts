import { AppError } from '../core/errors.ts'
import type { Db, Tx } from './database.ts'
import { recordFact } from './facts/record.ts'
import { inMoment } from './moment.ts'
import type { Store } from './store.ts'
import { lockLead } from './transact.ts'

/** A seller's mark: keep warming this lead. Instants in epoch ms; `notBefore` as it was written. */
export interface Warming {
  by: string
  since: number
  notBefore: string | null
  note: string | null
}

/** The mark in force: the newest `warming.started` that no `warming.ended` followed. */
export async function readWarming(db: Db | Tx, leadId: string): Promise<Warming | null> {
  const newest = await db
    .selectFrom('facts')
    .select(['type', 'at', 'props'])
    .where('lead_id', '=', leadId)
    .where('type', 'in', ['warming.started', 'warming.ended'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest?.type !== 'warming.started') return null
  const { by, notBefore, note } = newest.props as { by: string; notBefore?: string; note?: string }
  return { by, since: newest.at, notBefore: notBefore ?? null, note: note ?? null }
}

// Who says it: the seller named, else the owner of the lead.
async function sellerOf(tx: Tx, lead: { owner_id?: string | null }, by: string | null): Promise<string> {
  const id = by ?? lead.owner_id
  const seller = id
    ? await tx.selectFrom('sellers').select('id').where('id', '=', id).executeTakeFirst()
    : undefined
  if (!seller) throw new AppError('seller_unknown', '/by')
  return seller.id
}

/**
 * Marks the lead as being warmed: the fact `warming.started`. The same mark again changes nothing.
 * @throws AppError lead_unknown, lead_erased, seller_unknown
 */
export async function startWarming(
  store: Store,
  leadId: string,
  mark: { by: string | null; notBefore?: number; note?: string },
): Promise<Warming> {
  return inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    async (m, lead) => {
      const by = await sellerOf(m.tx, lead, mark.by)
      const notBefore = mark.notBefore === undefined ? null : new Date(mark.notBefore).toISOString()
      const note = mark.note ?? null
      const before = await readWarming(m.tx, leadId)
      if (before && before.by === by && before.notBefore === notBefore && before.note === note) return before
      const props = { by, ...(notBefore && { notBefore }), ...(note && { note }) }
      await recordFact(m, { type: 'warming.started', leadId, props })
      return { by, since: m.now, notBefore, note }
    },
  )
}

/** Takes the mark back: the fact `warming.ended`. Without a mark nothing changes. */
export async function endWarming(store: Store, leadId: string, by: string | null): Promise<void> {
  await inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    async (m) => {
      if (by) await sellerOf(m.tx, {}, by)
      const mark = await readWarming(m.tx, leadId)
      if (mark) await recordFact(m, { type: 'warming.ended', leadId, props: { by: by ?? mark.by } })
    },
  )
}

/**
 * Sales says that the lead is warm: the fact `lead.warmed`. Without a seller it is the owner of the lead; where it has
 * none, the fact names nobody, and the route chooses.
 * @throws AppError lead_unknown, lead_erased, seller_unknown
 */
export async function recordWarmed(
  store: Store,
  leadId: string,
  { by, note }: { by: string | null; note?: string },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    async (m, lead) => {
      const seller = by === null && !lead.owner_id ? null : await sellerOf(m.tx, lead, by)
      const props = { ...(seller && { by: seller }), ...(note && { note }) }
      await recordFact(m, { type: 'lead.warmed', leadId, props })
    },
  )
}
