import { AppError } from '../../core/errors.ts'
import { instant, maybeInstant } from '../database.ts'
import { journal } from '../journal.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import { lockLead } from '../transact.ts'

/** Why a lead is in no journey and no hand-off. `until`: epoch ms up to which that explains it; null: for good. */
export interface Rest {
  why: string
  until: number | null
  handoffId?: string | null
}

/** Writes down why a lead rests; the newest reason counts, and only as long as it enters nothing else. */
export async function rest(m: Moment, leadId: string, { why, until, handoffId = null }: Rest): Promise<void> {
  const row = { why, until: maybeInstant(until), handoff_id: handoffId, at: instant(m.now) }
  await m.tx
    .insertInto('rests')
    .values({ lead_id: leadId, ...row })
    .onConflict((conflict) => conflict.column('lead_id').doUpdateSet(row))
    .execute()
}

/**
 * Somebody says why a lead rests. @throws AppError lead_unknown, lead_erased, day_bad at `/until` (in the past)
 */
export async function restLead(
  store: Store,
  leadId: string,
  { why, until }: { why: string; until: number | null },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    async (m) => {
      if (until !== null && until <= m.now) throw new AppError('day_bad', '/until')
      await rest(m, leadId, { why, until })
      const data = { what: 'rests', why, ...(until !== null && { until: new Date(until).toISOString() }) }
      await journal(m, { leadId, kind: 'note', data })
    },
  )
}
