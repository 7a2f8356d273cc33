import { instant } from './database.ts'
import { recordFact } from './facts/record.ts'
import { inMoment, type Moment } from './moment.ts'
import type { Store } from './store.ts'
import { lockLead } from './transact.ts'

interface Hush {
  /** Epoch ms. */
  until: number
  reason: string
}

/**
 * No marketing mail to this lead until then: the claim of mail reads the row. An instant in the past ends it.
 * @throws AppError lead_unknown, lead_erased
 */
export async function hushLead(store: Store, leadId: string, asked: Hush): Promise<void> {
  await inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    (m) => hush(m, leadId, asked),
  )
}

/** The same under the lead's lock. */
export async function hush(m: Moment, leadId: string, { until, reason }: Hush): Promise<void> {
  const set = { hush_until: instant(until), hush_reason: reason, updated_at: instant(m.now) }
  await m.tx.updateTable('leads').set(set).where('id', '=', leadId).execute()
  await recordFact(m, {
    type: 'lead.hushed',
    leadId,
    props: { until: new Date(until).toISOString(), reason },
  })
}
