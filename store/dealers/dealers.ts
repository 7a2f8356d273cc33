import { AppError } from '../../core/errors.ts'
import { instant, json, type Db, type Tx } from '../database.ts'
import { newestRelease } from '../releases.ts'
import { retrying } from '../retrying.ts'
import type { Store } from '../store.ts'
import type { Territory } from '../tables/dealers.ts'
import { type DealerRow, rateDealer } from './rate.ts'

/** What the maker says of a dealer. Territory: empty lists take all; figures: numbers for the rating, by name. */
export interface DealerInput {
  name: string
  territory?: Territory
  lines?: string[]
  langs?: string[]
  zone?: string
  country?: string
  currency?: string
  figures?: Record<string, number>
}

const columns = ({ territory, figures, ...plain }: Partial<DealerInput>) => ({
  ...plain,
  ...(territory && { territory: json(territory) }),
  ...(figures && { figures: json(figures) }),
})

/** Makes a dealer, with its stars. @throws AppError dealer_exists */
export async function createDealer(store: Store, asked: DealerInput): Promise<{ id: string }> {
  return store.db.transaction().execute(async (tx) => {
    const now = await store.clock.now(tx)
    const made = await tx
      .insertInto('dealers')
      .values({ ...columns(asked), name: asked.name, created_at: instant(now) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) throw new AppError('dealer_exists', '/name')
    await rerate(tx, now, made.id)
    return made
  })
}

/** Changes what is said of a dealer; its stars follow. @throws AppError dealer_unknown, dealer_exists */
export async function changeDealer(store: Store, id: string, asked: Partial<DealerInput>): Promise<void> {
  await retrying(() =>
    store.db.transaction().execute(async (tx) => {
      await lockDealer(tx, id)
      if (Object.keys(asked).length > 0)
        await tx.updateTable('dealers').set(columns(asked)).where('id', '=', id).execute().catch(nameTaken)
      await rerate(tx, await store.clock.now(tx), id)
    }),
  )
}

// Asked beforehand, another one could take the name in between.
function nameTaken(error: unknown): never {
  const taken = (error as { constraint?: string }).constraint === 'dealers_name_key'
  throw taken ? new AppError('dealer_exists', '/name') : error
}

// Before anything is published there is no formula, and the stars wait for it.
async function rerate(tx: Tx, now: number, id: string): Promise<void> {
  const published = await tx.selectFrom('releases').select('id').limit(1).executeTakeFirst()
  if (published) await rateDealer({ tx, now, release: await newestRelease(tx) }, id)
}

/** Locks a dealer's row. @throws AppError dealer_unknown */
export async function lockDealer(tx: Tx, id: string): Promise<DealerRow> {
  const row = await tx
    .selectFrom('dealers')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('dealer_unknown')
  return row
}

/** All dealers, by name. */
export const listDealers = (db: Db): Promise<DealerRow[]> =>
  db.selectFrom('dealers').selectAll().orderBy('name').limit(2000).execute()

/** The dealer of a person; undefined for one of the house. */
export const dealerOf = (db: Db, sellerId: string): Promise<DealerRow | undefined> =>
  db
    .selectFrom('dealers')
    .innerJoin('sellers', 'sellers.dealer_id', 'dealers.id')
    .selectAll('dealers')
    .where('sellers.id', '=', sellerId)
    .executeTakeFirst()
