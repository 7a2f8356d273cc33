import type { Tx } from '../database.ts'
import { keyRows, type LeadKeys } from '../identity.ts'
import { accountsOf, type LockedLead, lockAccounts, lockLead } from '../transact.ts'

/** A lead under its lock, with the records that its keys find too and that have no address: they are the same person. */
export interface LeadAndDoubles {
  lead: LockedLead
  doubles: LockedLead[]
}

/**
 * Locks a lead that was found by an address, and its doubles, in the order of `lockLead`. A phone or a browser that others have
 * too makes nobody one: a record that has an address of its own is somebody else.
 * @throws AppError lead_unknown, lead_erased
 */
export async function lockWithDoubles(tx: Tx, id: string, keys: LeadKeys): Promise<LeadAndDoubles> {
  const seen = await doublesOf(tx, id, keys)
  if (seen.length === 0) return { lead: await lockLead(tx, id), doubles: [] }
  const ids = [id, ...seen].sort()
  await lockAccounts(tx, await accountsOf(tx, ids), 'update')
  const locked = await tx
    .selectFrom('leads')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  const lead = await lockLead(tx, id, { account: 'no' })
  // Somebody may have given it an address meanwhile.
  const still = new Set(lead.email === null ? [] : await doublesOf(tx, id, keys))
  return { lead, doubles: locked.filter((one) => still.has(one.id)) }
}

async function doublesOf(tx: Tx, id: string, keys: LeadKeys): Promise<string[]> {
  const rows = keyRows(keys)
  if (keys.email === undefined || rows.length < 2) return []
  const found = await tx
    .selectFrom('lead_keys')
    .innerJoin('leads', 'leads.id', 'lead_keys.lead_id')
    .select('leads.id')
    .distinct()
    .where((e) => e.or(rows.map(({ kind, value }) => e.and({ kind, value }))))
    .where('leads.id', '<>', id)
    .where('leads.email', 'is', null)
    .where('leads.erased_at', 'is', null)
    .execute()
  return found.map((one) => one.id).sort()
}
