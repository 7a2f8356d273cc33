import { sql } from 'kysely'
import { AppError } from '../../core/errors.ts'
import { addressHash } from '../address-hash.ts'
import type { Tx } from '../database.ts'
import { accountsOf, lockAccounts } from '../transact.ts'

/** Who is to be erased: by id, or by address in its normal form. */
export type Named = { lead: string } | { email: string }

/** All records of one person that are there still: their ids, ascending, and every address that they go by. */
export interface Person {
  leads: string[]
  addresses: string[]
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const TRIES = 3

/**
 * Finds the records of a person and locks them: their companies, then they themselves. Records are one person where they
 * share an address, also by way of a third. A shared telephone makes nobody one.
 * @returns the erasure that took the person out before, or the person
 * @throws AppError lead_unknown; conflict if new records keep coming: try again
 */
export async function lockPerson(tx: Tx, named: Named): Promise<Person | { erasure: string }> {
  for (let tries = 0; tries < TRIES; tries++) {
    const seen = await findPerson(tx, named)
    if ('erasure' in seen) return seen
    await lockAddresses(tx, seen.addresses)
    await lockAccounts(tx, await accountsOf(tx, seen.leads), 'update')
    await lockLeads(tx, seen.leads)
    const now = await findPerson(tx, named)
    if ('erasure' in now || now.leads.join() === seen.leads.join()) return now
  }
  throw new AppError('conflict')
}

/** Locks these leads, ids ascending. @returns those that are there */
export async function lockLeads(tx: Tx, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('leads')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return rows.map(({ id }) => id)
}

// The same lock under which a lead with a new address is made (`store/identity.ts`): none comes between.
async function lockAddresses(tx: Tx, addresses: string[]): Promise<void> {
  for (const address of addresses)
    await sql`select pg_advisory_xact_lock(hashtextextended(${`email ${address}`}, 7206))`.execute(tx)
}

async function findPerson(tx: Tx, named: Named): Promise<Person | { erasure: string }> {
  const leads = new Set<string>()
  const addresses = new Set<string>()
  if ('lead' in named) {
    const before = await erasureOfLead(tx, named.lead)
    if (before) return { erasure: before }
    leads.add(await known(tx, named.lead))
  } else addresses.add(named.email)
  for (let size = -1; size < leads.size + addresses.size; ) {
    size = leads.size + addresses.size
    for (const address of await addressesOf(tx, [...leads])) addresses.add(address)
    for (const lead of await leadsWith(tx, [...addresses])) leads.add(lead)
  }
  if (leads.size === 0 && 'email' in named) {
    const before = await erasureOfAddress(tx, named.email)
    if (before) return { erasure: before }
  }
  return { leads: [...leads].sort(), addresses: [...addresses].sort() }
}

async function known(tx: Tx, id: string): Promise<string> {
  const row = UUID.test(id)
    ? await tx.selectFrom('leads').select('id').where('id', '=', id).executeTakeFirst()
    : undefined
  if (!row) throw new AppError('lead_unknown')
  return row.id
}

async function addressesOf(tx: Tx, leads: string[]): Promise<string[]> {
  if (leads.length === 0) return []
  const { rows } = await sql<{ address: string }>`
    select value as address from lead_keys where kind = 'email' and lead_id = any(${leads}::uuid[])
    union select email from leads where email is not null and id = any(${leads}::uuid[])`.execute(tx)
  return rows.map(({ address }) => address)
}

async function leadsWith(tx: Tx, addresses: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select lead_id as id from lead_keys where kind = 'email' and value = any(${addresses}::text[])
    union select id from leads where email = any(${addresses}::text[])`.execute(tx)
  return rows.map(({ id }) => id)
}

async function erasureOfLead(tx: Tx, lead: string): Promise<string | null> {
  if (!UUID.test(lead)) return null
  const row = await tx
    .selectFrom('erased_leads')
    .select('erasure_id')
    .where('lead_id', '=', lead)
    .executeTakeFirst()
  return row?.erasure_id ?? null
}

async function erasureOfAddress(tx: Tx, address: string): Promise<string | null> {
  const row = await tx
    .selectFrom('erased_addresses')
    .innerJoin('erasures', 'erasures.id', 'erasure_id')
    .select('erasure_id')
    .where('address_hash', '=', addressHash(address))
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.erasure_id ?? null
}
