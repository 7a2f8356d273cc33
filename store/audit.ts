import { type Db, instant, json, type Tx } from './database.ts'

/**
 * Writes who did what to what, for what matters: keys, sellers, journeys stopped, suppressions lifted. Ids only, no
 * personal data. `now` in epoch ms of business time.
 */
export async function audit(
  on: Db | Tx,
  now: number,
  line: { actor: string; action: string; subject: string; data?: Record<string, unknown> },
): Promise<void> {
  const { actor, action, subject, data = {} } = line
  await on
    .insertInto('audit')
    .values({ at: instant(now), actor, action, subject, data: json(data) })
    .execute()
}
