import { AppError } from '../../core/errors.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { change } from './change.ts'
import { checkOwner, lockHandoff } from './lock.ts'
import { moveHandoff } from './move.ts'
import { line, tell } from './tell.ts'

/**
 * The owner spoke with the lead: the clock of the first contact stops. Said twice, it counts once.
 * @throws AppError handoff_unknown (also another seller's), handoff_state
 */
export async function noteContact(store: Store, id: string, by: { sellerId: string | null }): Promise<void> {
  await inMoment(
    store,
    (tx) => lockHandoff(tx, id),
    async (m, held) => {
      const { handoff } = held
      checkOwner(held, by)
      if (handoff.state !== 'owned') throw new AppError('handoff_state')
      if (handoff.contacted_at !== null) return
      await change(m, held, { contacted_at: m.now })
      await tell(m, handoff, 'handoff.contacted', { ...(handoff.owner_id && { seller: handoff.owner_id }) })
      await line(m, handoff, 'contacted', { inTime: m.now <= (handoff.contact_due_at ?? m.now) })
      await moveHandoff(m, held)
      m.wakes.set(`handoff/${id}`, { type: 'handoff' })
    },
  )
}
