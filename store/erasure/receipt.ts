import { AppError } from '../../core/errors.ts'
import type { Db } from '../database.ts'
import type { Counts } from './empty.ts'

/** What is on record of an erasure: no personal data. Instants in epoch ms. */
export interface Receipt {
  id: string
  state: 'running' | 'done'
  askedAt: number
  finishedAt: number | null
  by: string
  why: string | null
  /** Ids that nobody answers to any more. */
  leads: string[]
  /** Rows that went or were emptied, by table; whole when it is done. */
  counts: Counts
  /** Who had seen the contacts, by id, and exchanges that put calls through: they are to be told. */
  told: { dealers: string[]; sellers: string[]; exchanges: string[] }
}

/** The receipt of an erasure. @throws AppError erasure_unknown */
export async function readReceipt(db: Db, id: string): Promise<Receipt> {
  const row = await db.selectFrom('erasures').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('erasure_unknown')
  const leads = await db
    .selectFrom('erased_leads')
    .select('lead_id')
    .where('erasure_id', '=', id)
    .orderBy('lead_id')
    .execute()
  const { dealers = [], sellers = [], exchanges = [] } = row.told
  return {
    id: row.id,
    state: row.state,
    askedAt: row.asked_at,
    finishedAt: row.finished_at,
    by: row.by,
    why: row.why,
    leads: leads.map(({ lead_id }) => lead_id),
    counts: row.counts,
    told: { dealers, sellers, exchanges },
  }
}
