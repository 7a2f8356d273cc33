import { NOBODY_TOOK_IT, UNSOLD } from '../../core/sales/outcomes.ts'
import type { Db } from '../database.ts'
import { newestRelease } from '../releases.ts'
import { whereabouts } from '../whereabouts.ts'

/** What a lead reads about its own way to sales. Instants in epoch ms. */
export interface CallPage {
  /** Nobody has it yet; somebody calls; they spoke; the lead refused; nobody could; it is over. */
  state: 'choosing' | 'calls' | 'spoken' | 'refused' | 'nobody' | 'over'
  /** Who calls: a person and, if it is none of ours, of which company. */
  who: { name: string; dealer: string | null; phone: string | null } | null
  dueAt: number | null
  zone: string
  lang: string | null
}

/** The lead's own page, whichever lead it was merged into; null where there is no such hand-off, or the lead is gone. */
export async function callPage(db: Db, handoffId: string): Promise<CallPage | null> {
  const row = await db
    .selectFrom('handoffs')
    .innerJoin('leads', 'leads.id', 'handoffs.lead_id')
    .leftJoin('sellers', 'sellers.id', 'handoffs.owner_id')
    .leftJoin('dealers', 'dealers.id', 'sellers.dealer_id')
    .select(['handoffs.state', 'outcome', 'contact_due_at', 'contacted_at', 'refused_at'])
    .select(['leads.zone', 'leads.phone', 'leads.region', 'leads.country', 'leads.account_id'])
    .select(['leads.lang', 'erased_at'])
    .select(['sellers.name as seller', 'sellers.phone as sellerPhone', 'dealers.name as dealer'])
    .where('handoffs.id', '=', handoffId)
    .executeTakeFirst()
  if (!row || row.erased_at !== null) return null
  const release = await newestRelease(db)
  const has = row.state === 'owned' && row.seller !== null
  return {
    state: stateOf(row),
    who: has && row.seller ? { name: row.seller, dealer: row.dealer, phone: row.sellerPhone } : null,
    dueAt: has ? row.contact_due_at : null,
    zone: (await whereabouts({ tx: db, release }, row)).zone,
    lang: row.lang,
  }
}

function stateOf(row: {
  state: string
  outcome: string | null
  contacted_at: number | null
  refused_at: number | null
}): CallPage['state'] {
  if (row.refused_at !== null) return 'refused'
  if (row.state === 'closed')
    return row.outcome === NOBODY_TOOK_IT || row.outcome === UNSOLD ? 'nobody' : 'over'
  if (row.state !== 'owned') return 'choosing'
  return row.contacted_at === null ? 'calls' : 'spoken'
}
