import { sql } from 'kysely'
import { AppError } from '../core/errors.ts'
import { normalEmail } from '../core/identity/email.ts'
import { normalPhone } from '../core/identity/phone.ts'
import { ensureAccount } from './accounts.ts'
import { type Db, instant, type Tx } from './database.ts'

/** How a lead is named from outside; any of these is enough. */
export interface LeadRef {
  id?: string
  email?: string
  phone?: string
  clientId?: string
  externalId?: { system: string; id: string }
}

/** One way a lead is recognised, as kept in `lead_keys`. */
export interface LeadKey {
  kind: string
  value: string
}

/**
 * The keys of a reference, strongest first: an outside system's id, the address, the phone, the browser.
 * @throws AppError bad_email, bad_phone with the pointer under `at`
 */
export function keysOf(
  ref: LeadRef,
  { at = '', country }: { at?: string; country?: string | null } = {},
): LeadKey[] {
  const keys: LeadKey[] = []
  if (ref.externalId) keys.push({ kind: `external:${ref.externalId.system}`, value: ref.externalId.id })
  if (ref.email !== undefined) {
    const email = normalEmail(ref.email)
    if (!email.ok) throw new AppError('bad_email', `${at}/email`)
    keys.push({ kind: 'email', value: email.email })
  }
  if (ref.phone !== undefined) {
    const phone = normalPhone(ref.phone, country ?? undefined)
    if (!phone) throw new AppError('bad_phone', `${at}/phone`)
    keys.push({ kind: 'phone', value: phone })
  }
  if (ref.clientId) keys.push({ kind: 'client', value: ref.clientId })
  return keys
}

const keyOwner = async (db: Db | Tx, key: LeadKey): Promise<string | null> => {
  const rows = db.selectFrom('lead_keys').select('lead_id').where('kind', '=', key.kind)
  return (await rows.where('value', '=', key.value).executeTakeFirst())?.lead_id ?? null
}

const emailOf = async (db: Db | Tx, id: string): Promise<string | null> =>
  (await db.selectFrom('leads').select('email').where('id', '=', id).executeTakeFirst())?.email ?? null

/**
 * Finds a lead by its keys, the strongest first. A shared phone or browser never makes two people one: with an
 * address that is new, a weaker key only finds a lead that has no address yet.
 */
export async function findByKeys(db: Db | Tx, keys: LeadKey[]): Promise<string | null> {
  let newEmail = false
  for (const key of keys) {
    const id = await keyOwner(db, key)
    const weak = key.kind === 'phone' || key.kind === 'client'
    if (id && !(weak && newEmail && (await emailOf(db, id)) !== null)) return id
    if (key.kind === 'email') newEmail = true
  }
  return null
}

/**
 * Finds a lead. Null where nobody is known by this.
 * @throws AppError bad_email, bad_phone
 */
export async function findLead(
  db: Db | Tx,
  ref: LeadRef,
  options: { at?: string } = {},
): Promise<string | null> {
  if (!ref.id) return findByKeys(db, keysOf(ref, options))
  const row = await db.selectFrom('leads').select('id').where('id', '=', ref.id).executeTakeFirst()
  return row?.id ?? null
}

/**
 * Finds the lead or makes it, and keeps every key that is new. Its company is the one of its address's domain,
 * unless that is a public mail domain. Takes no lock on the lead: lock it after.
 * @throws AppError lead_unknown for an id that nobody has; bad_email, bad_phone
 */
export async function ensureLead(
  tx: Tx,
  ref: LeadRef,
  now: number,
  { at = '', country, source }: { at?: string; country?: string | null; source?: string | null } = {},
): Promise<{ id: string; created: boolean }> {
  const keys = keysOf(ref, { at, country })
  if (ref.id) {
    const found = await findLead(tx, { id: ref.id })
    if (!found) throw new AppError('lead_unknown', `${at}/id`)
    await addKeys(tx, found, keys)
    return { id: found, created: false }
  }
  if (keys.length === 0) throw new AppError('fact_subject', at)
  const before = await findByKeys(tx, keys)
  if (before) {
    await addKeys(tx, before, keys)
    return { id: before, created: false }
  }
  // Two strangers with one key at the same moment: the second waits here and then finds the first.
  for (const name of keys.map((key) => `${key.kind}:${key.value}`).sort()) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 7206))`.execute(tx)
  }
  const meanwhile = await findByKeys(tx, keys)
  if (meanwhile) {
    await addKeys(tx, meanwhile, keys)
    return { id: meanwhile, created: false }
  }
  return { id: await makeLead(tx, keys, now, source ?? null), created: true }
}

async function makeLead(tx: Tx, keys: LeadKey[], now: number, source: string | null): Promise<string> {
  const value = (kind: string) => keys.find((key) => key.kind === kind)?.value ?? null
  const email = value('email')
  const domain = email?.slice(email.lastIndexOf('@') + 1)
  const { id } = await tx
    .insertInto('leads')
    .values({
      account_id: domain ? await ensureAccount(tx, { domain }, now) : null,
      email,
      phone: value('phone'),
      source,
      created_at: instant(now),
      updated_at: instant(now),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addKeys(tx, id, keys)
  return id
}

/** Keeps new keys of a lead; a key that belongs to somebody else stays there. */
export async function addKeys(tx: Tx, leadId: string, keys: LeadKey[]): Promise<void> {
  if (keys.length === 0) return
  const rows = keys.map((key) => ({ ...key, lead_id: leadId }))
  await tx
    .insertInto('lead_keys')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .execute()
}
