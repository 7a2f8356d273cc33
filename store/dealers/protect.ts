import { AppError } from '../../core/errors.ts'
import { instant } from '../database.ts'
import { findOrMakeAccount, type AccountKeys } from '../identity.ts'
import type { Store } from '../store.ts'
import { lockDealer } from './dealers.ts'

/**
 * Registers a client as a dealer's own until an instant: nobody else is offered its leads. The same dealer again moves
 * the end; another one's registration stands as long as it runs.
 * @throws AppError dealer_unknown, account_unknown, bad_domain; conflict: another dealer has registered this client
 */
export async function protectClient(
  store: Store,
  dealer: string,
  { account, until }: { account: AccountKeys; until: number },
): Promise<{ account: string }> {
  return store.db.transaction().execute(async (tx) => {
    const now = await store.clock.now(tx)
    const id = await findOrMakeAccount(tx, account, now)
    await tx.selectFrom('accounts').select('id').where('id', '=', id).forNoKeyUpdate().execute()
    await lockDealer(tx, dealer)
    const before = await tx
      .selectFrom('protected_clients')
      .selectAll()
      .where('account_id', '=', id)
      .executeTakeFirst()
    if (before && before.dealer_id !== dealer && before.until > now)
      throw new AppError('conflict', '/account')
    const row = { dealer_id: dealer, at: instant(now), until: instant(until) }
    await tx
      .insertInto('protected_clients')
      .values({ account_id: id, ...row })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
      .execute()
    return { account: id }
  })
}
