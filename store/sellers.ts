import type { Selectable } from 'kysely'
import { AppError } from '../core/errors.ts'
import { type Db, instant, type Tx } from './database.ts'
import { dealerId } from './dealers/id.ts'
import { wakeFirstNow } from './handoffs/first-come.ts'
import { newKey } from './keys.ts'
import { startInTeam } from './staff/shares.ts'
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
  /** Somebody of a dealer: its id or name. */
  dealer?: string
  /** Which part of a sale: finders find, closers close, keepers keep. */
  level?: 'finder' | 'closer' | 'keeper'
  /** A marketer gets no leads, but the daily list of marketing and what sellers found worth another offer. */
  role?: 'seller' | 'marketer'
  /** Capacity; without a limit if absent. */
  openLeads?: number
  contactsADay?: number
}

/** What lists show of a seller. */
export type Seller = Pick<
  SellerRow,
  | 'id'
  | 'email'
  | 'name'
  | 'zone'
  | 'country'
  | 'lang'
  | 'phone'
  | 'weight'
  | 'active'
  | 'sender'
  | 'level'
  | 'role'
> & {
  dealer: string | null
  openLeads: number | null
  contactsADay: number | null
  head: string | null
  createdAt: number
}

/**
 * Makes a seller. The key is shown this once; the store keeps its hash. Whoever waits for room looks again.
 * @throws AppError seller_exists (the address is taken), seller_unknown (no such head), dealer_unknown,
 * dealer_person (a marketer is of the house)
 */
export async function createSeller(store: Store, asked: NewSeller): Promise<{ id: string; key: string }> {
  const { key, hash } = newKey('seller')
  const made = await store.db.transaction().execute(async (tx) => {
    const head = asked.head === undefined ? null : await findHead(tx, asked.head)
    const dealer = asked.dealer === undefined ? null : await dealerId(tx, asked.dealer)
    if (dealer !== null && asked.role === 'marketer') throw new AppError('dealer_person', '/role')
    const start = await startInTeam(tx, {
      id: '',
      weight: asked.weight ?? 1,
      taken: 0,
      start: 0,
      level: asked.level ?? null,
    })
    const made = await tx
      .insertInto('sellers')
      .values({
        email: asked.email,
        name: asked.name,
        zone: asked.zone,
        country: asked.country ?? null,
        phone: asked.phone ?? null,
        head_id: head,
        dealer_id: dealer,
        level: asked.level ?? null,
        open_leads: asked.openLeads ?? null,
        contacts_a_day: asked.contactsADay ?? null,
        key_hash: hash,
        share_start: dealer === null ? start : 0,
        ...(asked.role !== undefined && { role: asked.role }),
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
  // The key is shown this once, whatever becomes of this; who waits looks again by itself, too.
  await wakeFirstNow(store).catch(() => {})
  return made
}

/** The seller with this id or address. @throws AppError seller_unknown at `/head` */
export async function findHead(tx: Tx, head: string): Promise<string> {
  const column = head.includes('@') ? 'email' : 'id'
  const found = await tx.selectFrom('sellers').select('id').where(column, '=', head).executeTakeFirst()
  if (!found) throw new AppError('seller_unknown', '/head')
  return found.id
}

/** All sellers, by name. What the keys hash to stays in the database. */
export async function listSellers(db: Db): Promise<Seller[]> {
  const rows = await db
    .selectFrom('sellers')
    .select([
      'id',
      'email',
      'name',
      'zone',
      'country',
      'lang',
      'phone',
      'weight',
      'active',
      'sender',
      'level',
      'role',
    ])
    .select(['head_id as head', 'dealer_id as dealer', 'created_at as createdAt'])
    .select(['open_leads as openLeads', 'contacts_a_day as contactsADay'])
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
    .where('head.dealer_id', 'is', null)
    .groupBy('head.id')
    .orderBy((e) => e.fn.countAll(), 'desc')
    .orderBy('head.id')
    .limit(1)
    .executeTakeFirst()
}
