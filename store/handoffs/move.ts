import { NOBODY_TOOK_IT } from '../../core/sales/outcomes.ts'
import { addDuration } from '../../core/time/duration.ts'
import type { Moment } from '../moment.ts'
import { headOfAll } from '../sellers.ts'
import { closeHandoffTasks, openTask } from '../tasks.ts'
import { passOver } from '../auctions/run.ts'
import { runningCalls } from '../calls/running.ts'
import { askDealers } from './ask-dealers.ts'
import { askLead, askLeadAt } from './ask-lead.ts'
import { change } from './change.ts'
import { closeHandoff } from './close.ts'
import { watchContact } from './contact.ts'
import { wakeFirst } from './first-come.ts'
import type { Held } from './lock.ts'
import { nextSeller } from './next-seller.ts'
import { expireOffer, liveOffer, makeOffer } from './offer.ts'
import { waitForRoom } from './room.ts'
import { routeOf, workTime } from './route.ts'
import { line } from './tell.ts'
import { asksDealers } from './terms.ts'

/** How often everybody is asked before a lead goes back to be warmed. */
const ROUNDS = 3

/** Where a hand-off stands after a turn. `until`: business instant of the next look; null: only a wake. */
export interface Standing {
  until: number | null
  /** In words without any person, for Temporal's own page. */
  details: string
}

/**
 * Brings a hand-off on as far as it can go now, by its row and the instants in it alone: whoever calls this, and how
 * often, it does each thing once. Null when it is closed. Runs under the locks of `lockHandoff`.
 */
export async function moveHandoff(m: Moment, held: Held): Promise<Standing | null> {
  const standing = await decide(m, held)
  const { handoff } = held
  const { until, details } = standing ?? { until: null, details: null }
  const stands = handoff.wait_at === until && handoff.standing === details && handoff.wake_at === null
  const same = stands && handoff.failures === 0 && handoff.nudges === 0
  // It moves: the next wake that is lost is missed for a minute again, and not for the hour of a loop that stands still.
  if (!same)
    await change(m, held, {
      ...{ wait_at: until, standing: details, wake_at: null },
      ...{ failures: 0, nudges: 0, next_nudge_at: null },
    })
  if (held.freed) await wakeFirst(m)
  held.freed = false
  return standing
}

async function decide(m: Moment, held: Held): Promise<Standing | null> {
  const { handoff } = held
  for (;;) {
    if (handoff.state === 'closed') return null
    const standing =
      handoff.state === 'owned'
        ? await watchOwned(m, held)
        : asksDealers(handoff)
          ? await askDealers(m, held)
          : await askHouse(m, held)
    if (standing) return standing
  }
}

/** Null: the lead was taken back, or whoever won the auction did not call in time and was passed over. */
async function watchOwned(m: Moment, held: Held): Promise<Standing | null> {
  const { handoff } = held
  const clocks = await watchContact(m, held)
  if (!clocks) return null
  const asks = await askLeadAt(m, held)
  if (asks !== null && m.now >= asks) await askLead(m, held)
  const standing = asks !== null && m.now < asks ? sooner(clocks, asks) : clocks
  const silent =
    handoff.winner_bid !== null &&
    handoff.contacted_at === null &&
    handoff.contact_due_at !== null &&
    handoff.contact_due_at <= m.now
  if (!silent) return standing
  const calls = await runningCalls(m.tx, handoff, m.now)
  if (calls.size > 0)
    return { until: Math.min(...calls.values()), details: `a call runs, route ${handoff.route}` }
  await passOver(m, held)
  return null
}

const sooner = (standing: Standing, at: number): Standing => ({
  ...standing,
  until: Math.min(standing.until ?? at, at),
})

/** One seller of the house after the other. Null: something changed, look again. */
async function askHouse(m: Moment, held: Held): Promise<Standing | null> {
  const { handoff } = held
  const live = await liveOffer(m, handoff.id)
  if (live && live.expires_at > m.now)
    return { until: live.expires_at, details: `offer ${live.rank} of route ${handoff.route} is open` }
  if (live) await expireOffer(m, held, live)
  if (handoff.again_at !== null && handoff.again_at > m.now)
    return { until: handoff.again_at, details: `nobody took it yet; round ${handoff.round} comes` }
  const route = routeOf(m, handoff)
  const next = await nextSeller(m, held, route)
  if (next && 'room' in next) return waitForRoom(m, held, next.room)
  if (handoff.full_until !== null) {
    await change(m, held, { full_until: null })
    // Where there was room for many, each that waited has the next look.
    held.freed = true
  }
  if (next) await makeOffer(m, held, route, next)
  else await endRound(m, held)
  return null
}

/** Everybody was asked: the head gets a task, and after a workday all are asked again, three times at most. */
async function endRound(m: Moment, held: Held): Promise<void> {
  const { handoff } = held
  if (handoff.round >= ROUNDS) {
    await closeHandoff(m, held, { outcome: NOBODY_TOOK_IT })
    return
  }
  const head = await headOfAll(m.tx)
  const who = head ?? { zone: m.release.defaults.zone, country: null }
  const again = addDuration(m.now, '1 workday', workTime(m, routeOf(m, handoff), who))
  await closeHandoffTasks(m, handoff.id)
  await openTask(m, {
    leadId: handoff.lead_id,
    accountId: handoff.account_id,
    journeyId: null,
    handoffId: handoff.id,
    step: handoff.route,
    name: 'nobody-took-it',
    sellerId: head?.id ?? null,
    dueAt: again,
    note: null,
    per: 'lead',
  })
  await line(m, handoff, 'nobody took it', {
    round: handoff.round,
    askedAgainAt: new Date(again).toISOString(),
  })
  await change(m, held, { state: 'open', round: handoff.round + 1, again_at: again, waits_since: null })
}
