import { leaveAudiences } from '../audiences.ts'
import { instant } from '../database.ts'
import { journal } from '../journal.ts'
import { skipQueued } from '../skip-mail.ts'
import type { Moment } from '../moment.ts'
import { dropTasks } from '../tasks.ts'

/**
 * Ends a journey, however it comes (rule 6): mail not yet begun is cancelled, open tasks stay with a note, its
 * audiences are left, nothing is waited for any more. Its workflow is told, and ends on its next look. A journey that is over stays as it is.
 */
export async function endJourney(
  m: Moment,
  id: string,
  outcome: { by: string; reason: string | null },
): Promise<void> {
  const row = await m.tx
    .updateTable('journeys')
    .set({
      status: 'done',
      outcome: outcome.by,
      reason: outcome.reason,
      ended_at: instant(m.now),
      wait_at: null,
      wake_at: null,
    })
    .where('id', '=', id)
    .where('status', '<>', 'done')
    .returning(['lead_id', 'sequence'])
    .executeTakeFirst()
  if (!row) return
  await m.tx.deleteFrom('waits').where('journey_id', '=', id).execute()
  await skipQueued(m, id, 'journey ended')
  await dropTasks(m, id, 'journey ended')
  await leaveAudiences(m, { journeyId: id }, outcome.reason ?? outcome.by)
  await journal(m, {
    leadId: row.lead_id,
    journeyId: id,
    kind: 'decision',
    data: {
      what: 'ended',
      sequence: row.sequence,
      path: row.sequence,
      by: outcome.by,
      reason: outcome.reason,
    },
  })
}
