import { AppError } from '../../core/errors.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { change } from './change.ts'
import { checkOwner, lockHandoff } from './lock.ts'
import { moveHandoff } from './move.ts'
import { line } from './tell.ts'

/** Further ahead nobody plans a step. */
const MOST_AHEAD = 3 * 366 * 24 * 3_600_000

/**
 * The owner says what comes next, and when (epoch ms): its reminder moves there. Said again, the newest counts.
 * @throws AppError handoff_unknown (also another seller's), handoff_state (nobody spoke with the lead yet), day_bad
 * at `/at` (past, or over three years ahead)
 */
export async function planNext(
  store: Store,
  id: string,
  next: { at: number; step?: string },
  by: { sellerId: string | null },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockHandoff(tx, id),
    async (m, held) => {
      const { handoff } = held
      checkOwner(held, by)
      if (handoff.state !== 'owned' || handoff.contacted_at === null) throw new AppError('handoff_state')
      if (next.at <= m.now || next.at > m.now + MOST_AHEAD) throw new AppError('day_bad', '/at')
      await change(m, held, {
        follow_up_at: next.at,
        next_step: next.step ?? null,
        follow_reminded_at: null,
        follow_overdue_at: null,
      })
      await line(m, handoff, 'next step planned', { at: new Date(next.at).toISOString() })
      await moveHandoff(m, held)
      m.wakes.set(`handoff/${id}`, { type: 'handoff' })
    },
  )
}
