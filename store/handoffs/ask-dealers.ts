import type { Route } from '../../core/release/release.ts'
import { offerEnds } from '../../core/sales/clocks.ts'
import type { OfferTerms } from '../../core/sales/terms.ts'
import { runAuction } from '../auctions/run.ts'
import { runningCalls } from '../calls/running.ts'
import { consentsToDealers } from '../consents.ts'
import { type Fit, fittingDealers } from '../dealers/fitting.ts'
import type { Moment } from '../moment.ts'
import { change } from './change.ts'
import { offerToDealers, standingOffers, withoutGone } from './dealer-offers.ts'
import type { Held } from './lock.ts'
import type { Standing } from './move.ts'
import { expireOffer } from './offer.ts'
import { routeOf, workTime } from './route.ts'
import { auctionTerms, offerTerms } from './terms.ts'
import { toHouse } from './to-house.ts'

/**
 * One look at a lead that dealers are asked for: waits for the offers that are open, else makes the next ones: one dealer
 * alone after the other, then a group, then an auction or the house team. Null: something changed, look again.
 */
export async function askDealers(m: Moment, held: Held): Promise<Standing | null> {
  const { handoff, lead } = held
  if (!(await consentsToDealers(m.tx, lead.id))) {
    await toHouse(m, held, 'no consent for dealers')
    return null
  }
  if (handoff.stage === 'auction') return runAuction(m, held)
  const until = await openUntil(m, held)
  if (until !== null)
    return { until, details: `dealers are asked (${handoff.stage}), route ${handoff.route}` }
  await askNext(m, held)
  return null
}

/**
 * Notes which offers ran out; the next instant at which one does, or null if none is open. One whose call runs waits
 * for the end of the call.
 */
async function openUntil(m: Moment, held: Held): Promise<number | null> {
  const { handoff } = held
  const offers = await withoutGone(m, held, await standingOffers(m, handoff.id))
  const calls = await runningCalls(m.tx, handoff, m.now)
  let until: number | null = null
  for (const offer of offers) {
    const ends = Math.max(offer.expires_at, calls.get(offer.id) ?? 0)
    if (ends <= m.now) await expireOffer(m, held, offer)
    else until = Math.min(until ?? ends, ends)
  }
  return until
}

async function askNext(m: Moment, held: Held): Promise<void> {
  const { handoff, lead } = held
  const terms = offerTerms(handoff)
  if (!terms) return toHouse(m, held, 'no dealer took it')
  const route = routeOf(m, handoff)
  const { asked, alone } = await askedDealers(m, held)
  const about = { lead, thing: handoff.thing, route, only: terms.dealers }
  const found = await fittingDealers(m, about, { keep: true })
  const fit = { ...found, fitting: found.fitting.filter(({ dealer }) => !asked.has(dealer.id)) }
  if (
    handoff.stage === 'alone' &&
    alone < (terms.times ?? Infinity) &&
    (await askOne(m, held, { terms, route, fit }))
  )
    return
  if (handoff.stage === 'alone' && (await askGroup(m, held, { terms, route, fit }))) return
  await afterOffers(m, held, fit, asked.size)
}

interface Asking {
  terms: OfferTerms
  route: Route
  fit: Fit
}

async function askOne(m: Moment, held: Held, { terms, route, fit }: Asking): Promise<boolean> {
  const [best] = fit.fitting
  if (!best) return false
  const until = offerEnds(m.now, terms.alone, workTime(m, route, best.dealer))
  await offerToDealers(m, held, [{ to: best, until }], { stage: 'alone', template: 'sales/offer' })
  return true
}

async function askGroup(m: Moment, held: Held, { terms, route, fit }: Asking): Promise<boolean> {
  const group = terms.group
  if (!group || fit.fitting.length === 0) return false
  await change(m, held, { stage: 'group' })
  const asked = fit.fitting.slice(0, group.size).map((to) => ({
    to,
    until: offerEnds(m.now, group.for, workTime(m, route, to.dealer)),
  }))
  await offerToDealers(m, held, asked, { stage: 'group', template: 'sales/offer' })
  return true
}

/** All were asked. A client that a dealer registered is not auctioned among others. */
async function afterOffers(m: Moment, held: Held, fit: Fit, asked: number): Promise<void> {
  if (auctionTerms(held.handoff) && fit.protectedFor === null) {
    await change(m, held, { stage: 'auction', state: 'open', closes_at: null })
    return
  }
  await toHouse(m, held, asked > 0 ? 'no dealer took it' : 'no dealer fits', {
    dealers: asked,
    leftOut: reasons(fit),
  })
}

/** How many dealers were left out, by reason. */
export function reasons({ leftOut }: Pick<Fit, 'leftOut'>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { why } of leftOut) counts[why] = (counts[why] ?? 0) + 1
  return counts
}

/** Dealers that were asked before, and how many of them alone. */
async function askedDealers(m: Moment, { handoff }: Held): Promise<{ asked: Set<string>; alone: number }> {
  const rows = await m.tx
    .selectFrom('offers')
    .select(['dealer_id', 'stage'])
    .distinct()
    .where('handoff_id', '=', handoff.id)
    .where('dealer_id', 'is not', null)
    .where('stage', 'in', ['alone', 'group'])
    .execute()
  const ids = (rows: { dealer_id: string | null }[]) =>
    new Set(rows.flatMap(({ dealer_id }) => (dealer_id ? [dealer_id] : [])))
  return { asked: ids(rows), alone: ids(rows.filter(({ stage }) => stage === 'alone')).size }
}
