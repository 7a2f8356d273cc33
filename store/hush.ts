import { instant } from './database.ts'
import { recordFact } from './facts/record.ts'
import { inMoment } from './moment.ts'
import type { Store } from './store.ts'
import { lockLead } from './transact.ts'

/**
 * No marketing mail to this lead until then (epoch ms): the claim of mail reads the row. An instant in the past ends it.
 * @throws AppError lead_unknown, lead_erased
 */
export async function hushLead(
  store: Store,
  leadId: string,
  { until, reason }: { until: number; reason: string },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    async (m) => {
      const set = { hush_until: instant(until), hush_reason: reason, updated_at: instant(m.now) }
      await m.tx.updateTable('leads').set(set).where('id', '=', leadId).execute()
      await recordFact(m, {
        type: 'lead.hushed',
        leadId,
        props: { until: new Date(until).toISOString(), reason },
      })
    },
  )
}
