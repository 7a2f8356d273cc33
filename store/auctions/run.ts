import { type Bid, nextWinner } from '../../core/sales/auction.ts'
import type { AuctionTerms } from '../../core/sales/terms.ts'
import { UNSOLD } from '../../core/sales/outcomes.ts'
import { addDuration } from '../../core/time/duration.ts'
import { instant } from '../database.ts'
import { fittingDealers } from '../dealers/fitting.ts'
import { change } from '../handoffs/change.ts'
import { closeHandoff } from '../handoffs/close.ts'
import { offerToDealers, standingOffers, withoutGone } from '../handoffs/dealer-offers.ts'
import type { Held } from '../handoffs/lock.ts'
import type { Standing } from '../handoffs/move.ts'
import { closeOffer, endOffers } from '../handoffs/offer.ts'
import { own } from '../handoffs/own.ts'
import { routeOf, workTime } from '../handoffs/route.ts'
import { takeBack } from '../handoffs/take-back.ts'
import { line, tell } from '../handoffs/tell.ts'
import { auctionTerms } from '../handoffs/terms.ts'
import { toHouse } from '../handoffs/to-house.ts'
import type { Moment } from '../moment.ts'
import { bidsOf } from './bids.ts'
import type { SellerRow } from '../sellers.ts'

/** One look at an auction: opens it, waits for its closing instant, then gives the lead to whose turn it is. Null: look again. */
export async function runAuction(m: Moment, held: Held): Promise<Standing | null> {
  const { handoff } = held
  const terms = auctionTerms(handoff)
  if (!terms) await toHouse(m, held, 'unsold')
  else if (handoff.closes_at === null) await openAuction(m, held, terms)
  else if (m.now < handoff.closes_at) {
    await withoutGone(m, held, await standingOffers(m, handoff.id))
    return { until: handoff.closes_at, details: `an auction is open, route ${handoff.route}` }
  } else await award(m, held, terms)
  return null
}

async function openAuction(m: Moment, held: Held, terms: AuctionTerms): Promise<void> {
  const { handoff, lead } = held
  const route = routeOf(m, handoff)
  const about = { lead, thing: handoff.thing, route, only: terms.dealers }
  const { fitting } = await fittingDealers(m, about, { keep: true })
  if (fitting.length === 0) return unsold(m, held, terms, 'nobody to bid')
  const house = { zone: m.release.defaults.zone, country: null }
  const closes = addDuration(m.now, terms.for, workTime(m, route, house))
  await change(m, held, { closes_at: closes })
  await line(m, handoff, 'auction opened', {
    floor: terms.floor,
    step: terms.step,
    dealers: fitting.length,
    closesAt: new Date(closes).toISOString(),
  })
  const template = Object.hasOwn(m.release.templateKinds, 'sales/auction') ? 'sales/auction' : 'sales/offer'
  const asked = fitting.map((to) => ({ to, until: closes }))
  await offerToDealers(m, held, asked, { stage: 'auction', template })
}

/** Bids are closed: the highest one that is left has the lead; with nobody left it is unsold. */
async function award(m: Moment, held: Held, terms: AuctionTerms): Promise<void> {
  const { handoff } = held
  const bids = await bidsOf(m.tx, handoff.id)
  const people = await peopleWhoMayHave(m, bids)
  const winner = nextWinner(bids, (dealer) => people.has(dealer))
  const first = await sayClosed(m, held, bids, winner)
  // The fact that the auction closed says it for all: no fact for each of forty dealers.
  if (first) await endOffers(m, handoff.id, 'expired')
  if (!winner) return unsold(m, held, terms, bids.length > 0 ? 'nobody left who bid' : 'no bids')
  const all = people.get(winner.dealer) ?? []
  const seller = all.find(({ id }) => id === winner.seller) ?? all[0]
  if (!seller) return
  await m.tx
    .updateTable('bids')
    .set((e) => ({ state: e.case().when('id', '=', winner.id).then('won').else('lost').end() as never }))
    .where('handoff_id', '=', handoff.id)
    .where((e) => e.or([e('id', '=', winner.id), e('state', '=', 'standing')]))
    .execute()
  await m.tx
    .insertInto('dues')
    .values({
      bid_id: winner.id,
      handoff_id: handoff.id,
      dealer_id: winner.dealer,
      amount: winner.amount,
      currency: terms.floor.currency,
      at: instant(m.now),
    })
    .execute()
  await change(m, held, { winner_bid: winner.id })
  await line(m, handoff, 'auction won', {
    dealer: winner.dealer,
    amount: winner.amount,
    currency: terms.floor.currency,
  })
  const offer = await winnersOffer(m, held, seller)
  await own(m, held, seller, { offer: offer ?? winner.id, why: 'won', contactWithin: terms.callWithin })
}

/** Whoever won and did not call in time is passed over: owes nothing, and the next bid has its turn. */
export async function passOver(m: Moment, held: Held): Promise<void> {
  const { handoff } = held
  const why = 'did not call in time'
  await m.tx.updateTable('bids').set({ state: 'passed' }).where('id', '=', handoff.winner_bid).execute()
  await m.tx
    .updateTable('dues')
    .set({ waived_at: instant(m.now), why })
    .where('bid_id', '=', handoff.winner_bid)
    .execute()
  await takeBack(m, held, why)
  await change(m, held, { winner_bid: null, stage: 'auction' })
}

/** Says once that bids are closed. */
async function sayClosed(m: Moment, { handoff }: Held, bids: Bid[], winner: Bid | null): Promise<boolean> {
  if (bids.some(({ state }) => state === 'won' || state === 'passed')) return false
  await tell(m, handoff, 'auction.closed', {
    bids: bids.length,
    ...(winner && { dealer: winner.dealer, amount: winner.amount }),
  })
  return true
}

async function unsold(m: Moment, held: Held, terms: AuctionTerms, why: string): Promise<void> {
  if (terms.unsold === 'house') return toHouse(m, held, 'unsold', { because: why })
  await closeHandoff(m, held, { outcome: UNSOLD, reason: why })
}

async function winnersOffer(m: Moment, { handoff }: Held, seller: SellerRow): Promise<string | null> {
  const offer = await m.tx
    .selectFrom('offers')
    .select('id')
    .where('handoff_id', '=', handoff.id)
    .where('seller_id', '=', seller.id)
    .where('stage', '=', 'auction')
    .executeTakeFirst()
  if (!offer) return null
  await closeOffer(m, offer, 'accepted')
  return offer.id
}

/** The active people of the dealers that bid and that are still there. */
async function peopleWhoMayHave(m: Moment, bids: Bid[]): Promise<Map<string, SellerRow[]>> {
  const found = new Map<string, SellerRow[]>()
  if (bids.length === 0) return found
  const rows = await m.tx
    .selectFrom('sellers')
    .innerJoin('dealers', 'dealers.id', 'sellers.dealer_id')
    .selectAll('sellers')
    .where('sellers.active', '=', true)
    .where('dealers.active', '=', true)
    .where('dealers.id', 'in', [...new Set(bids.map(({ dealer }) => dealer))])
    .orderBy('sellers.id')
    .execute()
  for (const row of rows)
    if (row.dealer_id) found.set(row.dealer_id, [...(found.get(row.dealer_id) ?? []), row])
  return found
}
