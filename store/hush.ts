import { instant } from './database.ts'
import { dueNow } from './due-now.ts'
import { recordFact } from './facts/record.ts'
import { inMoment, type Moment } from './moment.ts'
import type { Store } from './store.ts'
import { lockLead } from './transact.ts'

/** Until when a lead gets no marketing mail (epoch ms), and why. */
export interface Hush {
  until: number
  reason: string
}

/**
 * No marketing mail to this lead until then (epoch ms): the claim of mail reads the row. An instant in the past ends it,
 * and mail that waited for it is due.
 * @throws AppError lead_unknown, lead_erased
 */
export const hushLead = (store: Store, leadId: string, hush: Hush): Promise<void> =>
  inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    (m) => hushIn(m, leadId, hush),
  )

/** The same in a transaction that holds the lead's lock. */
export async function hushIn(m: Moment, leadId: string, { until, reason }: Hush): Promise<void> {
  const set = { hush_until: instant(until), hush_reason: reason, updated_at: instant(m.now) }
  await m.tx.updateTable('leads').set(set).where('id', '=', leadId).execute()
  await recordFact(m, {
    type: 'lead.hushed',
    leadId,
    props: { until: new Date(until).toISOString(), reason },
  })
  if (until <= m.now) await dueNow(m, leadId, ['hushed'])
}
