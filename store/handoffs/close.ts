import { NOBODY_TOOK_IT, UNSOLD } from '../../core/sales/outcomes.ts'
import { dueNow } from '../due-now.ts'
import type { Moment } from '../moment.ts'
import { closeHandoffTasks } from '../tasks.ts'
import { rateDealer } from '../dealers/rate.ts'
import { change } from './change.ts'
import { wakeFirst } from './first-come.ts'
import { mailNobody } from './lead-mails.ts'
import type { Held } from './lock.ts'
import { withdrawOffers } from './offer.ts'
import { recycle } from './recycle.ts'
import { tell, tellJourneys } from './tell.ts'
import { loseBids } from './to-house.ts'

/** How a hand-off ended. `until`: when the lead asked to be spoken with again, epoch ms. */
export interface Ending {
  outcome: string
  reason?: string
  until?: number
  note?: string
}

/**
 * Closes a hand-off, tells the journeys, and gives the lead to the sequence that the route names for the outcome;
 * where there is none, or it may not enter, the story says why it rests.
 */
export async function closeHandoff(m: Moment, held: Held, ending: Ending): Promise<void> {
  const { handoff } = held
  const { outcome, reason, until } = ending
  await withdrawOffers(m, handoff.id)
  await loseBids(m, handoff.id)
  await closeHandoffTasks(m, handoff.id)
  await change(m, held, {
    state: 'closed',
    outcome,
    reason: reason ?? null,
    note: ending.note ?? null,
    closed_at: m.now,
    again_at: null,
    full_until: null,
    wait_at: null,
    wake_at: null,
  })
  await tell(m, handoff, 'handoff.closed', {
    outcome,
    ...(reason && { reason }),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
    ...(handoff.owner_id && { seller: handoff.owner_id }),
  })
  await tellJourneys(m, handoff, outcome)
  if (outcome === NOBODY_TOOK_IT || outcome === UNSOLD) await mailNobody(m, held)
  await recycle(m, held, ending)
  // One less, or one who waited first: whoever waits for room may have it.
  if (handoff.dealer_id === null) await wakeFirst(m)
  // What came of it counts for the stars from now on.
  if (handoff.dealer_id) await rateDealer(m, handoff.dealer_id)
  await dueNow(m, handoff.lead_id, ['in sales'])
}
