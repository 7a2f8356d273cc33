import { normalDomain, publicDomain } from '../core/identity/domain.ts'
import { AppError } from '../core/errors.ts'
import { sql } from 'kysely'
import { type Db, instant, type Tx } from './database.ts'

/** Ways to recognise a lead, already normalised (email by core/identity/email, phone as E.164). */
export interface LeadKeys {
  id?: string
  email?: string
  phone?: string
  clientId?: string
  externalId?: { system: string; id: string }
}

/** Ways to recognise a company. */
export interface AccountKeys {
  id?: string
  domain?: string
  externalId?: { system: string; id: string }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The keys as rows of `lead_keys`. */
export function keyRows(keys: LeadKeys): { kind: string; value: string }[] {
  return [
    ...(keys.email ? [{ kind: 'email', value: keys.email }] : []),
    ...(keys.phone ? [{ kind: 'phone', value: keys.phone }] : []),
    ...(keys.clientId ? [{ kind: 'clientId', value: keys.clientId }] : []),
    ...(keys.externalId ? [{ kind: `external:${keys.externalId.system}`, value: keys.externalId.id }] : []),
  ]
}

/**
 * The lead that has one of these keys, the first that matches in the order id, email, phone, clientId, externalId.
 * A shared phone or browser never makes two people one: beside an address that is new, those two only find a lead
 * that has no address yet.
 */
export async function findLead(tx: Db | Tx, keys: LeadKeys): Promise<string | null> {
  if (keys.id !== undefined) {
    if (!UUID.test(keys.id)) throw new AppError('lead_unknown')
    const row = await tx.selectFrom('leads').select('id').where('id', '=', keys.id).executeTakeFirst()
    const id = row?.id ?? (await mergedInto(tx, keys.id))
    if (id === null) throw new AppError('lead_unknown')
    return id
  }
  for (const { kind, value } of keyRows(keys)) {
    const row = await tx
      .selectFrom('lead_keys')
      .innerJoin('leads', 'leads.id', 'lead_keys.lead_id')
      .select(['leads.id', 'leads.email'])
      .where('kind', '=', kind)
      .where('value', '=', value)
      .executeTakeFirst()
    const shared =
      (kind === 'phone' || kind === 'clientId') && keys.email !== undefined && row?.email !== null
    if (row && !shared) return row.id
  }
  return null
}

/** The lead that this record turned out to be, by the id that it had; null where it never was merged. */
export async function mergedInto(tx: Db | Tx, id: string): Promise<string | null> {
  const row = await tx
    .selectFrom('lead_keys')
    .select('lead_id')
    .where('kind', '=', 'lead')
    .where('value', '=', id)
    .executeTakeFirst()
  return row?.lead_id ?? null
}

/**
 * The lead with these keys, made if there is none; keys that are new are kept, keys of somebody else stay there.
 * Two transactions that make the same lead at once get the same row: the second waits for the first.
 */
export async function findOrMakeLead(
  tx: Tx,
  keys: LeadKeys,
  now: number,
): Promise<{ id: string; created: boolean }> {
  const found = await findLead(tx, keys)
  if (found) return { id: found, created: false }
  for (const name of keyRows(keys)
    .map(({ kind, value }) => `${kind} ${value}`)
    .sort())
    await lockName(tx, name)
  const other = await findLead(tx, keys)
  if (other) return { id: other, created: false }
  const account = keys.email
    ? await accountOfDomain(tx, keys.email.slice(keys.email.lastIndexOf('@') + 1), now)
    : null
  const at = instant(now)
  const made = await tx
    .insertInto('leads')
    .values({
      email: keys.email ?? null,
      phone: keys.phone ?? null,
      account_id: account,
      created_at: at,
      updated_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addLeadKeys(tx, made.id, keys)
  return { id: made.id, created: true }
}

/** What is not there yet has no row to lock: whoever makes it holds its name until the commit. */
async function lockName(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 7206))`.execute(tx)
}

/** Keeps the keys of a lead that nobody has yet. */
export async function addLeadKeys(tx: Tx, leadId: string, keys: LeadKeys): Promise<void> {
  const rows = keyRows(keys).map((row) => ({ ...row, lead_id: leadId }))
  if (rows.length === 0) return
  await tx
    .insertInto('lead_keys')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The company of a mail domain, made if new; null for domains where anybody can have a mailbox. */
export async function accountOfDomain(tx: Tx, domain: string, now: number): Promise<string | null> {
  if (publicDomain(domain)) return null
  await tx
    .insertInto('accounts')
    .values({ domain, created_at: instant(now) })
    .onConflict((conflict) => conflict.column('domain').doNothing())
    .execute()
  const row = await tx
    .selectFrom('accounts')
    .select('id')
    .where('domain', '=', domain)
    .executeTakeFirstOrThrow()
  return row.id
}

/**
 * The domain that stands for one company; null where its other key does, and the domain is everybody's.
 * @throws AppError bad_domain
 */
function companyDomain({ domain, externalId }: AccountKeys): string | null {
  if (domain === undefined) return null
  const normal = normalDomain(domain.trim())
  if (normal && !publicDomain(normal)) return normal
  if (normal && externalId) return null
  throw new AppError('bad_domain', '/account/domain')
}

/**
 * The company with these keys, made if there is none. Two transactions that make the same company at once get the same
 * row: the second waits for the first.
 * @throws AppError account_unknown, bad_domain
 */
export async function findOrMakeAccount(tx: Tx, keys: AccountKeys, now: number): Promise<string> {
  if (keys.id !== undefined) {
    const row = UUID.test(keys.id)
      ? await tx.selectFrom('accounts').select('id').where('id', '=', keys.id).executeTakeFirst()
      : undefined
    if (!row) throw new AppError('account_unknown', '/account/id')
    return row.id
  }
  const domain = companyDomain(keys)
  const { externalId } = keys
  if (!externalId) return companyAt(tx, domain, now)
  const known = await accountOfSystem(tx, externalId)
  if (known) return known
  await lockName(tx, `account ${externalId.system} ${externalId.id}`)
  const other = await accountOfSystem(tx, externalId)
  if (other) return other
  const account = await companyAt(tx, domain, now)
  await tx
    .insertInto('account_keys')
    .values({ system: externalId.system, value: externalId.id, account_id: account })
    .execute()
  return account
}

async function accountOfSystem(tx: Tx, { system, id }: { system: string; id: string }) {
  const row = await tx
    .selectFrom('account_keys')
    .select('account_id')
    .where('system', '=', system)
    .where('value', '=', id)
    .executeTakeFirst()
  return row?.account_id
}

/** The company of a domain, or a new one where none stands for it. */
async function companyAt(tx: Tx, domain: string | null, now: number): Promise<string> {
  const known = domain ? await accountOfDomain(tx, domain, now) : null
  if (known) return known
  const made = await tx
    .insertInto('accounts')
    .values({ created_at: instant(now) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return made.id
}
