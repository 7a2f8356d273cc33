import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { audit } from './audit.ts'
import type { Clock } from './clock.ts'
import { type Db, instant, type Tx } from './database.ts'
import { spoken, langOf } from './handoffs/words.ts'
import { keyHash } from './keys.ts'
import { queueMessage } from './messages.ts'
import { inMoment } from './moment.ts'
import type { SellerRow } from './sellers.ts'
import type { Store } from './store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long a link to sign in is good, and how many of one person may be good at once. */
const LINK = { business: 30 * MINUTE, machine: 15 * MINUTE }
const MOST_LINKS = 3
/** How long somebody stays signed in. */
const SESSION = { business: 30 * 24 * HOUR, machine: 12 * HOUR }

// A person reads mail in machine time, however fast business time runs.
const lasting = (clock: Clock, { business, machine }: typeof LINK): number =>
  Math.max(business, machine / clock.machineMs(1))

/** Sellers who may sign in: there still, and of a dealer only while that is. */
const ableSellers = (on: Tx | Db) =>
  on
    .selectFrom('sellers')
    .leftJoin('dealers', 'dealers.id', 'sellers.dealer_id')
    .selectAll('sellers')
    .where('sellers.active', '=', true)
    .where((e) => e.or([e('sellers.dealer_id', 'is', null), e('dealers.active', '=', true)]))

/**
 * Mails a link to sign in. To an address that is no seller's nothing is mailed, and nobody is told; nor if three links
 * are good already. The ledger keeps no link: it is signed as the mail is composed.
 * @param email normalised
 */
export async function askSignIn(store: Store, email: string): Promise<void> {
  await inMoment(
    store,
    (tx) => ableSellers(tx).where('email', '=', email).forNoKeyUpdate('sellers').executeTakeFirst(),
    async (m, seller) => {
      await m.tx
        .deleteFrom('sign_ins')
        .where(sql<boolean>`expires_at <= ${instant(m.now)}`)
        .execute()
      if (!seller) return
      const { good } = await m.tx
        .selectFrom('sign_ins')
        .select((e) => e.fn.countAll<number>().as('good'))
        .where('seller_id', '=', seller.id)
        .executeTakeFirstOrThrow()
      if (Number(good) >= MOST_LINKS) return
      const id = randomUUID()
      const until = Math.round(m.now + lasting(store.clock, LINK))
      await m.tx
        .insertInto('sign_ins')
        .values({ hash: keyHash(id), seller_id: seller.id, expires_at: instant(until) })
        .execute()
      await queueMessage(m, {
        key: `sign-in/${id}`,
        leadId: null,
        sellerId: seller.id,
        source: 'handoff',
        template: 'sales/sign-in',
        priority: 1,
        expiresAt: until,
        vars: {
          reader: seller.name,
          until: spoken(until, seller.zone, langOf(seller.lang)),
          page: { page: 'sign-in', id, seller: seller.id, until },
        },
      })
    },
  )
}

/**
 * Signs somebody in by what the link holds, once. The secret of the session goes into a cookie and is kept nowhere else.
 * Null: the link was used, or is too old.
 */
export async function signIn(store: Store, link: { id: string; seller: string }): Promise<string | null> {
  return store.db.transaction().execute(async (tx) => {
    const now = await store.clock.now(tx)
    const used = await tx
      .updateTable('sign_ins')
      .set({ used_at: instant(now) })
      .where('hash', '=', keyHash(link.id))
      .where('seller_id', '=', link.seller)
      .where('used_at', 'is', null)
      .where(sql<boolean>`expires_at > ${instant(now)}`)
      .returning('seller_id')
      .executeTakeFirst()
    const seller = used && (await ableSellers(tx).where('sellers.id', '=', used.seller_id).executeTakeFirst())
    if (!seller) return null
    await tx
      .deleteFrom('sessions')
      .where(sql<boolean>`expires_at <= ${instant(now)}`)
      .execute()
    const secret = randomBytes(32).toString('base64url')
    await tx
      .insertInto('sessions')
      .values({
        hash: keyHash(secret),
        seller_id: seller.id,
        created_at: instant(now),
        expires_at: instant(Math.round(now + lasting(store.clock, SESSION))),
      })
      .execute()
    await audit(tx, now, { actor: `seller ${seller.id}`, action: 'signed in', subject: seller.id })
    return secret
  })
}

/** Who is signed in by this secret; null for nobody, or nobody who still may. */
export async function readSession(store: Store, secret: string): Promise<SellerRow | null> {
  const now = await store.clock.now(store.db)
  const seller = await ableSellers(store.db)
    .innerJoin('sessions', 'sessions.seller_id', 'sellers.id')
    .where('sessions.hash', '=', keyHash(secret))
    .where(sql<boolean>`sessions.expires_at > ${instant(now)}`)
    .executeTakeFirst()
  return seller ?? null
}

/** Ends a session. */
export async function signOut({ db }: Store, secret: string): Promise<void> {
  await db.deleteFrom('sessions').where('hash', '=', keyHash(secret)).execute()
}
