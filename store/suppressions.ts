import { sql } from 'kysely'
import { addressHash } from './address-hash.ts'
import { leaveAudiences } from './audiences.ts'
import { asOf, type Db, instant, type Tx } from './database.ts'
import { skipMail } from './skip-mail.ts'
import type { Moment } from './moment.ts'

/** An address that takes no mail: none at all (`topic` null), or none of one topic. */
export interface Suppression {
  address: string
  topic: string | null
  reason: string
}

/**
 * Puts an address on the list, and ends the lead's mail that it forbids. The caller holds the lock of the lead, if
 * one has the address. The first reason stays.
 */
export async function suppress(
  m: Moment,
  { address, topic, reason }: Suppression,
  leadId: string | null,
): Promise<void> {
  await m.tx
    .insertInto('suppressions')
    .values({ address_hash: addressHash(address), topic: topic ?? '', address, reason, at: instant(m.now) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  if (!leadId) return
  const kinds = topic === null ? (['marketing', 'service'] as const) : (['marketing'] as const)
  await skipMail(m, { leadId, topic, kinds: [...kinds] }, topic === null ? 'suppressed' : 'topic refused')
  await leaveAudiences(m, { leadId, topic }, reason)
}

/** Takes an address off the list. @returns whether it was on it */
export async function liftSuppression(m: Moment, address: string, topic: string | null): Promise<boolean> {
  const row = await m.tx
    .deleteFrom('suppressions')
    .where('address_hash', '=', addressHash(address))
    .where('topic', '=', topic ?? '')
    .returning('topic')
    .executeTakeFirst()
  return row !== undefined
}

/** Topics that each of these addresses said no to; '' stands for all mail. By address. */
export async function refusedTopics(tx: Tx | Db, addresses: string[]): Promise<Map<string, Set<string>>> {
  if (addresses.length === 0) return new Map()
  const byHash = new Map(addresses.map((address) => [addressHash(address), address]))
  const rows = await tx
    .selectFrom('suppressions')
    .modifyFront(sql`/* refused-topics */`)
    .select(['address_hash', 'topic'])
    .where(sql<boolean>`address_hash = any(${[...byHash.keys()]}::text[])`)
    .execute()
  const found = new Map<string, Set<string>>()
  for (const row of rows) {
    const address = byHash.get(row.address_hash) ?? ''
    found.set(address, (found.get(address) ?? new Set()).add(row.topic))
  }
  return found
}

/** The list, newest first; `before` (epoch ms) is where the page before ended. */
export async function listSuppressions(
  db: Db,
  { address, limit, before }: { address?: string; limit: number; before?: number },
) {
  let query = db
    .selectFrom('suppressions')
    .select(['address', 'topic', 'reason', 'at'])
    .orderBy('at', 'desc')
    .limit(limit)
  if (address !== undefined) query = query.where('address_hash', '=', addressHash(address))
  if (before !== undefined) query = query.where('at', '<', asOf(before))
  const rows = await query.execute()
  return rows.map(({ topic, ...row }) => ({ ...row, topic: topic === '' ? null : topic }))
}
