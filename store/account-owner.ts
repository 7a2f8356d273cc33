import type { Db, Tx } from './database.ts'

/** Whose client a company is: a seller's id, or null, also where there is no company. */
export async function accountOwner(tx: Db | Tx, accountId: string | null): Promise<string | null> {
  if (accountId === null) return null
  const row = await tx
    .selectFrom('accounts')
    .select('owner_id')
    .where('id', '=', accountId)
    .executeTakeFirst()
  return row?.owner_id ?? null
}
