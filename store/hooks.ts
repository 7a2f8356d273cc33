import type { Db } from './database.ts'

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
