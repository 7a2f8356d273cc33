import type { Selectable } from 'kysely'
import { AppError } from '../core/errors.ts'
import { type Db, instant, type Tx } from './database.ts'
import { newKey } from './keys.ts'
import type { Store } from './store.ts'
import type { SellersTable } from './tables/people.ts'

export type SellerRow = Selectable<SellersTable>

/** A new seller. `head`: id or email of the seller who leads this one. `zone`: IANA name. */
interface NewSeller {
  email: string
  name: string
  zone: string
  country?: string
  lang?: string
  phone?: string
  weight?: number
  head?: string
}

/** What lists show of a seller. */
export type Seller = Pick<
  SellerRow,
  'id' | 'email' | 'name' | 'zone' | 'country' | 'lang' | 'phone' | 'weight' | 'active' | 'sender'
> & {
  head: string | null
  createdAt: number
}

/**
 * Makes a seller. The key is shown this once; the store keeps its hash.
 * @throws AppError seller_exists (the address is taken), seller_unknown (no such head)
 */
export async function createSeller(store: Store, asked: NewSeller): Promise<{ id: string; key: string }> {
  const { key, hash } = newKey('seller')
  return store.db.transaction().execute(async (tx) => {
    const head = asked.head === undefined ? null : await findHead(tx, asked.head)
    const made = await tx
      .insertInto('sellers')
      .values({
        email: asked.email,
        name: asked.name,
        zone: asked.zone,
        country: asked.country ?? null,
        phone: asked.phone ?? null,
        head_id: head,
        key_hash: hash,
        created_at: instant(await store.clock.now(tx)),
        ...(asked.lang !== undefined && { lang: asked.lang }),
        ...(asked.weight !== undefined && { weight: asked.weight }),
      })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) throw new AppError('seller_exists', '/email')
    return { id: made.id, key }
  })
}

async function findHead(tx: Tx, head: string): Promise<string> {
  const column = head.includes('@') ? 'email' : 'id'
  const found = await tx.selectFrom('sellers').select('id').where(column, '=', head).executeTakeFirst()
  if (!found) throw new AppError('seller_unknown', '/head')
  return found.id
}

/** All sellers, by name. What the keys hash to stays in the database. */
export async function listSellers(db: Db): Promise<Seller[]> {
  const rows = await db
    .selectFrom('sellers')
    .select(['id', 'email', 'name', 'zone', 'country', 'lang', 'phone', 'weight', 'active', 'sender'])
    .select(['head_id as head', 'created_at as createdAt'])
    .orderBy('name')
    .orderBy('id')
    .limit(1000)
    .execute()
  return rows
}

/** One seller, active or not. */
export const readSeller = (on: Tx | Db, id: string): Promise<SellerRow | undefined> =>
  on.selectFrom('sellers').selectAll().where('id', '=', id).executeTakeFirst()

/** The head of all: who leads others and is led by nobody; the one who leads most. */
export async function headOfAll(on: Tx | Db): Promise<SellerRow | undefined> {
  return on
    .selectFrom('sellers as head')
    .innerJoin('sellers as led', 'led.head_id', 'head.id')
    .selectAll('head')
    .where('head.head_id', 'is', null)
    .where('head.active', '=', true)
    .groupBy('head.id')
    .orderBy((e) => e.fn.countAll(), 'desc')
    .orderBy('head.id')
    .limit(1)
    .executeTakeFirst()
}
