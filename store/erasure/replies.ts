import { sql } from 'kysely'
import { ERRORS } from '../../core/errors.ts'
import { json } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { Work } from './behind.ts'
import type { Counts } from './empty.ts'
import { mentioning } from './mentioning.ts'

const GONE = {
  type: 'https://kindling.invalid/problems/lead_erased',
  status: 410,
  title: ERRORS.lead_erased,
  detail: ERRORS.lead_erased,
  instance: '/',
  code: 'lead_erased',
}

/**
 * Replies that are kept for a day to be given again: one that names the person says from now on that the lead was erased; a key that
 * names the person goes. The receipt stays. What is answered to a request that runs now comes after: the erasure waits for it.
 */
export async function stripReplies(m: Moment, { id, sought }: Work): Promise<Counts> {
  const exact = { ...sought.marks, digits: [] }
  const keys = await sql`delete from idempotency where ${mentioning('key', exact)}`.execute(m.tx)
  const replies = await sql`update idempotency set status = 410, reply = ${json({ body: GONE })}::jsonb
    where reply is not null and reply -> 'body' ->> 'id' is distinct from ${id} and reply -> 'body' ->> 'code' is distinct from 'lead_erased' and ${mentioning('reply', exact)}`.execute(
    m.tx,
  )
  return { idempotency: Number(keys.numAffectedRows ?? 0) + Number(replies.numAffectedRows ?? 0) }
}

/** Daily lists that were sent: nobody needs any more what stood in them. They name companies, never a lead. */
export async function emptyDigests(m: Moment): Promise<Counts> {
  const done = await sql`update messages set vars = '{}'
    where key in (select 'digest/' || seller_id || '/' || day from digests)
      and status in ('sent', 'failed', 'skipped') and vars <> '{}'`.execute(m.tx)
  return { messages: Number(done.numAffectedRows ?? 0) }
}
