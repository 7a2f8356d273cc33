import type { Route } from '../../core/release/release.ts'
import { offerEnds } from '../../core/sales/clocks.ts'
import { instant, json } from '../database.ts'
import type { Moment } from '../moment.ts'
import { change } from './change.ts'
import type { Held, OfferRow } from './lock.ts'
import { mailSeller } from './mails.ts'
import type { Next } from './pick.ts'
import { workTime } from './route.ts'
import { line, tell } from './tell.ts'

/** The offer that a seller may still answer, or whose time ran out and nobody has noted it yet. */
export async function liveOffer(m: Moment, handoffId: string): Promise<OfferRow | undefined> {
  return m.tx
    .selectFrom('offers')
    .selectAll()
    .where('handoff_id', '=', handoffId)
    .where('state', 'in', ['made', 'seen'])
    .orderBy('rank')
    .executeTakeFirst()
}

/** The rank of the newest offer; 0 before the first. */
export async function topRank(m: Moment, handoffId: string): Promise<number> {
  const { top } = await m.tx
    .selectFrom('offers')
    .select((e) => e.fn.coalesce(e.fn.max('rank'), e.lit(0)).as('top'))
    .where('handoff_id', '=', handoffId)
    .executeTakeFirstOrThrow()
  return Number(top)
}

/** Offers the lead to one seller of the house, alone, for as long as the route says in the seller's own working time. */
export async function makeOffer(m: Moment, held: Held, route: Route, to: Next): Promise<OfferRow> {
  const { handoff } = held
  const offer = await m.tx
    .insertInto('offers')
    .values({
      handoff_id: handoff.id,
      seller_id: to.seller.id,
      stage: handoff.stage,
      rank: (await topRank(m, handoff.id)) + 1,
      round: handoff.round,
      why: json(to.why),
      made_at: instant(m.now),
      expires_at: instant(offerEnds(m.now, route.offerFor, workTime(m, route, to.seller))),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await change(m, held, { state: 'offered', again_at: null })
  await tell(m, handoff, 'offer.made', { offer: offer.id, seller: to.seller.id, rank: offer.rank })
  await line(m, handoff, 'offered', { offer: offer.id, seller: to.seller.id, why: to.why })
  await mailSeller(m, held, to.seller, {
    key: `offer/${offer.id}`,
    template: 'sales/offer',
    times: { until: offer.expires_at },
    link: { page: 'offer', id: offer.id },
    expiresAt: offer.expires_at,
  })
  return offer
}

/** Notes that nobody answered in time. */
export async function expireOffer(m: Moment, held: Held, offer: OfferRow): Promise<void> {
  await closeOffer(m, offer, 'expired')
  if (offer.dealer_id === null) await letPass(m, held)
  await tell(m, held.handoff, 'offer.expired', { offer: offer.id, seller: offer.seller_id })
}

/** Somebody of the house let it pass: a place is free, and the lead, which had its turn, waits no longer than others from now on. */
export async function letPass(m: Moment, held: Held): Promise<void> {
  held.freed = true
  if (held.handoff.waits_since !== null) await change(m, held, { waits_since: null })
}

/** Gives an offer its last state. */
export async function closeOffer(
  m: Moment,
  offer: Pick<OfferRow, 'id'>,
  state: 'accepted' | 'declined' | 'expired' | 'withdrawn',
  reason: string | null = null,
): Promise<void> {
  await m.tx
    .updateTable('offers')
    .set({ state, reason, answered_at: instant(m.now) })
    .where('id', '=', offer.id)
    .execute()
}

/** Takes back what others were offered: somebody took it, or the lead is gone. */
export const withdrawOffers = (m: Moment, handoffId: string): Promise<void> =>
  endOffers(m, handoffId, 'withdrawn')

/** Gives all open offers of a hand-off their last state. */
export async function endOffers(m: Moment, handoffId: string, state: 'expired' | 'withdrawn'): Promise<void> {
  await m.tx
    .updateTable('offers')
    .set({ state, answered_at: instant(m.now) })
    .where('handoff_id', '=', handoffId)
    .where('state', 'in', ['made', 'seen'])
    .execute()
}
