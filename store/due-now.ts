import { sql } from 'kysely'
import { asOf, instant } from './database.ts'
import { retimeAfterMail } from './journeys/follow-mail.ts'
import { wakeLane } from './lanes.ts'
import type { Moment } from './moment.ts'

/**
 * What kept a lead's mail back is over: mail that waits for it is asked about again at once. `why` are the beginnings of
 * the reasons. The caller holds the lead's lock.
 */
export async function dueNow(m: Moment, leadId: string, why: readonly string[]): Promise<void> {
  const rows = await m.tx
    .selectFrom('messages')
    .select(['key', 'lane', 'journey_id', 'due_at'])
    .where('lead_id', '=', leadId)
    .where('seller_id', 'is', null)
    .where('status', 'in', ['queued', 'retry'])
    .where('due_at', '>', asOf(m.now))
    .where(sql<boolean>`reason like any(${why.map((one) => `${one}%`)})`)
    .orderBy('key')
    .forNoKeyUpdate()
    .execute()
  if (rows.length === 0) return
  await m.tx
    .updateTable('messages')
    .set({ due_at: instant(m.now), reason: null })
    .where(
      'key',
      'in',
      rows.map((row) => row.key),
    )
    .execute()
  for (const row of rows) {
    wakeLane(m, row.lane, m.now)
    await retimeAfterMail(m, row, m.now)
  }
}
