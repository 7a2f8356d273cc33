import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Db, instant, type Tx } from './database.ts'

/** `read` lists and reads, `write` records, `admin` also makes sellers and keys and lifts suppressions. */
export type Scope = 'read' | 'write' | 'admin'

/** Who a bearer key belongs to. */
export type Caller =
  | { kind: 'key'; name: string; hash: string; scopes: string[] }
  | { kind: 'seller'; id: string; hash: string }

/** What the database keeps of a key. Keys are random, so a fast hash is right. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex')

/** A new key and its hash. The key is shown once and never stored. */
export function newKey(of: 'api' | 'seller'): { key: string; hash: string } {
  const key = `kdl_${of}_${randomBytes(32).toString('base64url')}`
  return { key, hash: keyHash(key) }
}

/** Stores an API key under its name. Idempotent, so that a start may offer the key of its file again. */
export async function addKey(
  db: Db | Tx,
  key: string,
  name: string,
  scopes: Scope[],
  now: number,
): Promise<void> {
  await db
    .insertInto('api_keys')
    .values({ hash: keyHash(key), name, scopes, created_at: instant(now) })
    .onConflict((c) => c.column('hash').doUpdateSet({ name, scopes }))
    .execute()
}

const same = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Finds whom a key belongs to: an API key, else an active seller. */
export async function callerOf(db: Db | Tx, key: string): Promise<Caller | null> {
  const hash = keyHash(key)
  const found = await db.selectFrom('api_keys').selectAll().where('hash', '=', hash).executeTakeFirst()
  if (found && same(found.hash, hash)) return { kind: 'key', name: found.name, hash, scopes: found.scopes }
  const seller = await db
    .selectFrom('sellers')
    .select(['id', 'key_hash'])
    .where('key_hash', '=', hash)
    .where('active', '=', true)
    .executeTakeFirst()
  return seller?.key_hash && same(seller.key_hash, hash) ? { kind: 'seller', id: seller.id, hash } : null
}
