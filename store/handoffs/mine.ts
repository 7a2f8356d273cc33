import type { Db } from '../database.ts'

/** A lead that a seller has, for the list. Instants in epoch ms. */
export interface MyLead {
  handoff: string
  name: string
  company: string
  town: string
  contactDueAt: number | null
  contactedAt: number | null
  nextStep: string | null
  followUpAt: number | null
}

const MOST = 200

/** The leads that a seller has now: first those that nobody spoke with, by when the call is due. */
export async function leadsOf(db: Db, sellerId: string): Promise<MyLead[]> {
  const rows = await db
    .selectFrom('handoffs')
    .innerJoin('leads', 'leads.id', 'handoffs.lead_id')
    .leftJoin('accounts', 'accounts.id', 'leads.account_id')
    .select(['handoffs.id', 'contact_due_at', 'contacted_at', 'next_step', 'follow_up_at'])
    .select(['leads.name', 'leads.city', 'leads.country', 'accounts.name as company', 'accounts.domain'])
    .where('handoffs.owner_id', '=', sellerId)
    .where('handoffs.state', '=', 'owned')
    .orderBy((e) => e('contacted_at', 'is not', null))
    .orderBy((e) => e.fn.coalesce('follow_up_at', 'contact_due_at'))
    .orderBy('handoffs.id')
    .limit(MOST)
    .execute()
  return rows.map((row) => ({
    handoff: row.id,
    name: row.name ?? '',
    company: row.company ?? row.domain ?? '',
    town: [row.city, row.country].filter(Boolean).join(', '),
    contactDueAt: row.contact_due_at,
    contactedAt: row.contacted_at,
    nextStep: row.next_step,
    followUpAt: row.follow_up_at,
  }))
}
