import { createHmac } from 'node:crypto'
import type { Db } from './database.ts'

/** The secret that the sender of this hook signs with, `whsec_…`: it follows from ours, so nothing is stored. */
export const hookSecret = (secret: string, name: string): string =>
  `whsec_${createHmac('sha256', secret).update(`hook ${name}`).digest('base64')}`

/** Remembers that a delivery was taken. Machine time. */
export async function noteDelivery(db: Db, name: string, id: string): Promise<void> {
  await db
    .insertInto('hook_seen')
    .values({ name, id })
    .onConflict((c) => c.doNothing())
    .execute()
}

/** Whether this delivery was taken already, whatever it holds now. */
export async function deliveredBefore(db: Db, name: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('hook_seen')
    .select('id')
    .where('name', '=', name)
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}
