import { instant } from './database.ts'
import { tellStory, toldMail } from './mail-story.ts'
import type { Moment } from './moment.ts'

/** Which mail to take out of the ledger: of one journey, or marketing mail of one lead (of one topic, or all). */
type Which =
  | { journeyId: string }
  | { leadId: string; topic: string | null; kinds: ('marketing' | 'service')[] }

/** Ends mail that has not begun to leave; a claim that is under way finds its row taken. */
export async function skipMail(m: Moment, which: Which, reason: string): Promise<void> {
  let begun = m.tx.selectFrom('messages').select('key').where('status', 'in', ['queued', 'retry', 'claimed'])
  if ('journeyId' in which) begun = begun.where('journey_id', '=', which.journeyId)
  else {
    begun = begun
      .where('lead_id', '=', which.leadId)
      .where('seller_id', 'is', null)
      .where('kind', 'in', which.kinds)
    if (which.topic !== null) begun = begun.where('topic', '=', which.topic)
  }
  const locked = await begun.orderBy('key').forNoKeyUpdate().execute()
  if (locked.length === 0) return
  const rows = await m.tx
    .updateTable('messages')
    .set({ status: 'skipped', reason, left_at: instant(m.now), lease_until: null, claim_id: null })
    .where(
      'key',
      'in',
      locked.map((row) => row.key),
    )
    .returning(['key', 'lead_id', 'journey_id', 'seller_id', 'template'])
    .execute()
  for (const row of rows) await tellStory(m, toldMail(row), { status: 'skipped', reason })
}

/** Ends the mail of a journey that has not begun to leave (rule 6). */
export const skipQueued = (m: Moment, journeyId: string, reason: string): Promise<void> =>
  skipMail(m, { journeyId }, reason)
