import type { Duration } from '../language/durations.ts'
import { addDuration, type Calendar } from '../time/duration.ts'

/** When the first contact is due, in the working time of the seller who took the lead at `ownedAt`. Epoch ms. */
export const contactDue = (ownedAt: number, firstContact: Duration, seller: Calendar): number =>
  addDuration(ownedAt, firstContact, seller)

/** Until when a seller may think about an offer made at `madeAt`, in that seller's working time. Epoch ms. */
export const offerEnds = (madeAt: number, offerFor: Duration, seller: Calendar): number =>
  addDuration(madeAt, offerFor, seller)

/**
 * When to remind of something due at `dueAt`; null where that is not after `from`: a clock shorter than the time before which it
 * reminds needs no reminder. Epoch ms.
 */
export function reminderAt(
  dueAt: number,
  remindBefore: Duration,
  from: number,
  seller: Calendar,
): number | null {
  const at = addDuration(dueAt, `-${remindBefore}` as Duration, seller)
  return at > from ? at : null
}
