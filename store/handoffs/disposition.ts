import type { Route } from '../../core/release/release.ts'
import { AppError } from '../../core/errors.ts'
import { reasonNames } from '../../core/sales/ending-words.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { askLead } from './ask-lead.ts'
import { callAgainAt } from './call-again.ts'
import { change } from './change.ts'
import { closeHandoff, type Ending } from './close.ts'
import { checkOwner, lockHandoff } from './lock.ts'
import { routeOf } from './route.ts'
import { tellMarketer } from './to-marketer.ts'

/** Outcomes that need a reason even where the route lists none, so that marketing can learn from them. */
const NEEDS_REASON = new Set(['bad-lead', 'bad lead'])
/** Outcomes that do not mean that somebody spoke with the lead. */
const NOT_CONTACTED = new Set(['not-reached', 'not reached'])
/** Nobody plans a call further ahead. */
const DAY = 24 * 3_600_000
const MOST_AHEAD = 3 * 366 * DAY

/**
 * What came of a hand-off, said by its owner (or by an API key: `sellerId` null). Closes it and gives the lead back as
 * the route says.
 * @throws AppError handoff_unknown (also another seller's), handoff_state, outcome_unknown, reason_unknown, day_bad at
 * `/until` (past, or over three years ahead)
 */
export async function dispose(
  store: Store,
  id: string,
  ending: Ending,
  by: { sellerId: string | null } = { sellerId: null },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockHandoff(tx, id),
    async (m, held) => {
      const { handoff } = held
      checkOwner(held, by)
      if (handoff.state !== 'owned') throw new AppError('handoff_state')
      checkEnding(routeOf(m, handoff).dispositions, ending)
      const { until } = ending
      // A page that asks for a day sends its morning: today is good all day.
      if (until !== undefined && (until <= m.now - DAY || until > m.now + MOST_AHEAD))
        throw new AppError('day_bad', '/until')
      if (handoff.contacted_at === null && !NOT_CONTACTED.has(ending.outcome))
        await change(m, held, { contacted_at: m.now })
      await closeHandoff(m, held, ending)
      if (until !== undefined) await callAgainAt(m, handoff, until)
      await tellMarketer(m, held, ending)
      if (routeOf(m, handoff).askLeadAfter !== undefined) await askLead(m, held)
      m.wakes.set(`handoff/${handoff.id}`, { type: 'handoff' })
    },
  )
}

function checkEnding(known: Route['dispositions'], ending: Ending): void {
  const outcome = Object.hasOwn(known, ending.outcome) ? known[ending.outcome] : undefined
  if (!outcome) throw new AppError('outcome_unknown', '/outcome')
  const reasons = reasonNames(outcome)
  const fits = ending.reason === undefined ? false : reasons.length === 0 || reasons.includes(ending.reason)
  if ((reasons.length > 0 || NEEDS_REASON.has(ending.outcome)) && !fits)
    throw new AppError('reason_unknown', '/reason')
}
