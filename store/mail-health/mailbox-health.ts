import type { Db, Tx } from '../database.ts'

/** How the reading of each mailbox stands: `seenAt` epoch ms of the last good look; `failingSince` in machine time. */
export interface MailboxHealth {
  name: string
  seenAt: number | null
  failingSince: number | null
  code: string | null
}

/** Every mailbox that is read. */
export async function readMailboxes(db: Db | Tx): Promise<MailboxHealth[]> {
  const rows = await db.selectFrom('mailboxes').selectAll().orderBy('name').execute()
  return rows.map(({ name, seen_at, failing_since, code }) => ({
    name,
    seenAt: seen_at,
    failingSince: failing_since,
    code,
  }))
}
