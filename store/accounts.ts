import { AppError } from '../core/errors.ts'
import { publicDomain } from '../core/identity/email.ts'
import { type Db, instant, type Tx } from './database.ts'

/** How a company is named from outside: our id, its mail domain, or its id in another system. */
export interface AccountRef {
  id?: string
  domain?: string
  externalId?: { system: string; id: string }
}

/** Finds a company by the first of these that is given. */
export async function findAccount(db: Db | Tx, ref: AccountRef): Promise<string | null> {
  if (ref.id) {
    const row = await db.selectFrom('accounts').select('id').where('id', '=', ref.id).executeTakeFirst()
    return row?.id ?? null
  }
  if (ref.externalId) {
    const { system, id } = ref.externalId
    const keys = db.selectFrom('account_keys').select('account_id as id')
    const row = await keys.where('system', '=', system).where('value', '=', id).executeTakeFirst()
    if (row) return row.id
  }
  if (!ref.domain) return null
  const domain = ref.domain.toLowerCase()
  const row = await db.selectFrom('accounts').select('id').where('domain', '=', domain).executeTakeFirst()
  return row?.id ?? null
}

/**
 * Finds the company or makes it. Public mail domains get none (null).
 * @throws AppError account_unknown for an id that nobody has
 */
export async function ensureAccount(tx: Tx, ref: AccountRef, now: number): Promise<string | null> {
  const found = await findAccount(tx, ref)
  if (found) return found
  if (ref.id) throw new AppError('account_unknown')
  const domain = ref.domain?.toLowerCase()
  if (domain && publicDomain(domain)) return null
  if (!domain && !ref.externalId) return null
  const row = await tx
    .insertInto('accounts')
    .values({ domain: domain ?? null, created_at: instant(now) })
    // Somebody else may have made it a moment ago; the no-op update waits for them and reads theirs.
    .onConflict((c) => c.column('domain').doUpdateSet((e) => ({ domain: e.ref('excluded.domain') })))
    .returning('id')
    .executeTakeFirstOrThrow()
  if (ref.externalId) {
    const { system, id } = ref.externalId
    const key = { system, value: id, account_id: row.id }
    await tx
      .insertInto('account_keys')
      .values(key)
      .onConflict((c) => c.doNothing())
      .execute()
  }
  return row.id
}
