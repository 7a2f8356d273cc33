import { instant, maybeInstant } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { HandoffRow } from './lock.ts'

/** Clocks of a lead that begin anew with whoever has it next. */
export const FRESH_CLOCKS = {
  contacted_at: null,
  reminded_at: null,
  overdue_at: null,
  follow_up_at: null,
  follow_reminded_at: null,
  follow_overdue_at: null,
  take_back_at: null,
} as const

/** Keeps on record who had the lead until now, and how the clocks stood. `to` null: nobody has it next. */
export async function notePass(
  m: Moment,
  handoff: HandoffRow,
  { to, level = null, why }: { to: string | null; level?: string | null; why: string },
): Promise<void> {
  await m.tx
    .insertInto('passes')
    .values({
      handoff_id: handoff.id,
      from_seller: handoff.owner_id,
      to_seller: to,
      level,
      why,
      at: instant(m.now),
      owned_at: maybeInstant(handoff.owned_at),
      contact_due_at: maybeInstant(handoff.contact_due_at),
      contacted_at: maybeInstant(handoff.contacted_at),
    })
    .execute()
}
