import { instant } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { HandoffRow, Held } from './lock.ts'

type Times =
  | 'contact_due_at'
  | 'contacted_at'
  | 'reminded_at'
  | 'overdue_at'
  | 'again_at'
  | 'owned_at'
  | 'closed_at'
  | 'wait_at'
  | 'wake_at'
  | 'closes_at'
  | 'revealed_at'
  | 'refused_at'
  | 'follow_up_at'
  | 'take_back_at'
  | 'full_until'
  | 'waits_since'
  | 'follow_reminded_at'
  | 'follow_overdue_at'
  | 'check_at'
  | 'next_nudge_at'
type Words =
  | 'owner_id'
  | 'dealer_id'
  | 'state'
  | 'stage'
  | 'outcome'
  | 'reason'
  | 'note'
  | 'round'
  | 'failures'
  | 'nudges'
  | 'taken_back'
  | 'winner_bid'
  | 'next_step'
  | 'standing'

/** What may change of a hand-off; instants as epoch ms. */
type Change = Partial<Pick<HandoffRow, Times | Words>>

const TIMES = new Set<string>([
  'contact_due_at',
  'contacted_at',
  'reminded_at',
  'overdue_at',
  'again_at',
  'owned_at',
  'closed_at',
  'wait_at',
  'wake_at',
  'closes_at',
  'revealed_at',
  'refused_at',
  'follow_up_at',
  'take_back_at',
  'full_until',
  'waits_since',
  'follow_reminded_at',
  'follow_overdue_at',
  'check_at',
  'next_nudge_at',
])

/** Writes a change to the hand-off's row and to the copy that the transaction works with. */
export async function change(m: Moment, held: Held, what: Change): Promise<void> {
  const columns = Object.entries(what).map(([name, value]) => [
    name,
    TIMES.has(name) && typeof value === 'number' ? instant(value) : value,
  ])
  await m.tx
    .updateTable('handoffs')
    .set(Object.fromEntries(columns))
    .where('id', '=', held.handoff.id)
    .execute()
  Object.assign(held.handoff, what)
}
