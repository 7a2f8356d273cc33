import { AppError } from '../core/errors.ts'
import { sql } from 'kysely'
import { accountLock } from './account-lock.ts'
import type { Tx } from './database.ts'

/** The lead's row as rules and shells need it, read under its lock. */
export type LockedLead = Awaited<ReturnType<typeof lockLead>>

/**
 * Locks the lead's account and then the lead, in the one order that all of the product keeps (account → thing →
 * lead → journey). `account: 'update'` where the account itself is at stake, `'no'` where it is locked already; else it
 * is shared, unless the release in force has rules that look at the whole company (`accountLock`). `of`: the account's id,
 * where it was read just now.
 * @throws AppError lead_unknown, lead_erased
 */
export async function lockLead(
  tx: Tx,
  leadId: string,
  { account, of }: { account?: 'share' | 'update' | 'no'; of?: string | null } = {},
) {
  if (account !== 'no') {
    const company = of === undefined ? await companyOf(tx, leadId) : of
    if (company) await lockAccounts(tx, [company], account ?? (await accountLock(tx)))
  }
  const lead = await tx
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', leadId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!lead) throw new AppError('lead_unknown')
  if (lead.erased_at !== null) throw new AppError('lead_erased')
  return lead
}

async function companyOf(tx: Tx, leadId: string): Promise<string | null> {
  const row = await tx.selectFrom('leads').select('account_id').where('id', '=', leadId).executeTakeFirst()
  return row?.account_id ?? null
}

/** The same; null for a lead that is not there, or no more. What only the transaction can mend is thrown on. */
export async function lockIfThere(
  tx: Tx,
  leadId: string,
  how: Parameters<typeof lockLead>[2] = {},
): Promise<LockedLead | null> {
  try {
    return await lockLead(tx, leadId, how)
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** The companies of these leads, ids ascending. */
export async function accountsOf(tx: Tx, leads: string[]): Promise<string[]> {
  if (leads.length === 0) return []
  const rows = await tx
    .selectFrom('leads')
    .select('account_id')
    .distinct()
    .where('id', 'in', leads)
    .where('account_id', 'is not', null)
    .execute()
  return rows.flatMap(({ account_id }) => account_id ?? []).sort()
}

/** Locks these companies, ids ascending. */
export async function lockAccounts(tx: Tx, ids: string[], how: 'share' | 'update'): Promise<void> {
  if (ids.length === 0) return
  const rows = tx.selectFrom('accounts').select('id').where('id', 'in', ids).orderBy('id')
  await (how === 'share' ? rows.forShare() : rows.forNoKeyUpdate()).execute()
}

/** Locks the things (`enquiry:E1`) that exist, by their names ascending. */
export async function lockThings(tx: Tx, things: string[], how: 'share' | 'update'): Promise<void> {
  if (things.length === 0) return
  await sql`select kind from things
    where (kind, id) in (select split_part(t, ':', 1), substr(t, strpos(t, ':') + 1) from unnest(${things}::text[]) t)
    order by kind, id ${sql.raw(how === 'share' ? 'for share' : 'for no key update')}`.execute(tx)
}

/** Errors that the whole transaction must see, because no savepoint can mend them. */
const FATAL = /^(40|08|57|53)/

let savepoints = 0

/**
 * Runs `work` inside a savepoint: if it throws, its writes are undone and the error comes back as a value. Broken
 * connections, deadlocks and serialization failures are thrown on.
 */
export async function guarded<T>(
  tx: Tx,
  work: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; error: unknown }> {
  savepoints = (savepoints + 1) % 1_000_000
  const name = sql.raw(`s${savepoints}`)
  await sql`savepoint ${name}`.execute(tx)
  try {
    const value = await work()
    await sql`release savepoint ${name}`.execute(tx)
    return { ok: true, value }
  } catch (error) {
    if (isConnectionError(error)) throw error
    await sql`rollback to savepoint ${name}`.execute(tx)
    return { ok: false, error }
  }
}

/** Whether the fault lies with the connection or the server's state, not with the data. */
export function isConnectionError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  if (typeof code !== 'string')
    return /Connection terminated|connection timeout|not queryable/i.test(String((error as Error)?.message))
  return FATAL.test(code) || /^E[A-Z]+$/.test(code)
}
