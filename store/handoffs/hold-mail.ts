import { AppError } from '../../core/errors.ts'
import { hushIn } from '../hush.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { checkOwner, lockHandoff } from './lock.ts'
import { line } from './tell.ts'

/** Why a lead whose mail its seller holds gets none: only such a hush may the seller end. */
export const HELD_BY_SALES = 'held by sales'

/**
 * The owner holds the lead's marketing mail until then (epoch ms), or lets it go on with null. A hush by somebody else
 * stays as it is. Service mail is never held.
 * @throws AppError handoff_unknown (also another seller's), handoff_state
 */
export async function holdMail(
  store: Store,
  id: string,
  { sellerId, forMs }: { sellerId: string; forMs: number | null },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockHandoff(tx, id),
    async (m, held) => {
      const { handoff, lead } = held
      checkOwner(held, { sellerId })
      if (handoff.state !== 'owned') throw new AppError('handoff_state')
      const hushed = lead.hush_until !== null && lead.hush_until > m.now
      if (hushed && lead.hush_reason !== HELD_BY_SALES) return
      if (forMs === null && !hushed) return
      await hushIn(m, lead.id, { until: m.now + (forMs ?? 0), reason: HELD_BY_SALES })
      await line(m, handoff, forMs === null ? 'mail goes on' : 'mail held', { seller: sellerId })
    },
  )
}
