import { sql } from 'kysely'
import { type Db, json } from './database.ts'

/** A reply as it is kept to be given again. */
export interface KeptReply {
  status: number
  body: unknown
}

/** What to do with a request that carries a key. */
export type Verdict = { run: true } | { reply: KeptReply } | { refuse: 'key_reused' | 'key_running' }

/**
 * Takes the key for this request, or says what came of the one before. Keys live 24 hours; one whose request died
 * is free again after a minute. Machine time: these are leases, not business.
 */
export async function takeKey(db: Db, scope: string, key: string, fingerprint: string): Promise<Verdict> {
  const taken =
    await sql`insert into idempotency as i (scope, key, fingerprint) values (${scope}, ${key}, ${fingerprint})
    on conflict (scope, key) do update
      set fingerprint = excluded.fingerprint, status = null, reply = null, created_at = clock_timestamp()
      where i.created_at < clock_timestamp() - interval '24 hours'
        or (i.status is null and i.fingerprint = excluded.fingerprint and i.created_at < clock_timestamp() - interval '1 minute')
    returning key`.execute(db)
  if (taken.rows.length > 0) return { run: true }
  const row = await db
    .selectFrom('idempotency')
    .select(['fingerprint', 'status', 'reply'])
    .where('scope', '=', scope)
    .where('key', '=', key)
    .executeTakeFirst()
  if (row && row.fingerprint !== fingerprint) return { refuse: 'key_reused' }
  if (!row || row.status === null) return { refuse: 'key_running' }
  return { reply: { status: row.status, body: row.reply?.body ?? null } }
}

/** Keeps the reply for the next time the key comes. */
export async function keepReply(db: Db, scope: string, key: string, reply: KeptReply): Promise<void> {
  await db
    .updateTable('idempotency')
    .set({ status: reply.status, reply: json({ body: reply.body }) })
    .where('scope', '=', scope)
    .where('key', '=', key)
    .execute()
}

/** Frees the key: the request changed nothing. */
export async function freeKey(db: Db, scope: string, key: string): Promise<void> {
  await db
    .deleteFrom('idempotency')
    .where('scope', '=', scope)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute()
}

/** Forgets what is over a day old. Returns how many. */
export async function forgetReplies(db: Db): Promise<number> {
  const gone =
    await sql`delete from idempotency where created_at < clock_timestamp() - interval '24 hours'`.execute(db)
  return Number(gone.numAffectedRows ?? 0)
}
