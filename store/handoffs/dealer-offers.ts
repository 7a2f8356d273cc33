import { instant, json } from '../database.ts'
import type { Fitting } from '../dealers/fitting.ts'
import type { Moment } from '../moment.ts'
import { change } from './change.ts'
import type { Held, HandoffRow, OfferRow } from './lock.ts'
import { mailPartners } from './lead-mails.ts'
import { mailSeller } from './mails.ts'
import { closeOffer, topRank } from './offer.ts'
import { line, tell } from './tell.ts'

/** Offers that somebody may still answer, or whose time ran out and nobody has noted it yet, best rank first. */
export const standingOffers = (m: Moment, handoffId: string): Promise<OfferRow[]> =>
  m.tx
    .selectFrom('offers')
    .selectAll()
    .where('handoff_id', '=', handoffId)
    .where('state', 'in', ['made', 'seen'])
    .orderBy('rank')
    .orderBy('id')
    .execute()

/** Withdraws what was offered to people or dealers that are no longer there; gives what is left. */
export async function withoutGone(m: Moment, held: Held, offers: OfferRow[]): Promise<OfferRow[]> {
  if (offers.length === 0) return []
  const there = await m.tx
    .selectFrom('sellers')
    .innerJoin('dealers', 'dealers.id', 'sellers.dealer_id')
    .select('sellers.id')
    .where(
      'sellers.id',
      'in',
      offers.map((offer) => offer.seller_id),
    )
    .where('sellers.active', '=', true)
    .where('dealers.active', '=', true)
    .execute()
  const ids = new Set(there.map(({ id }) => id))
  const gone = offers.filter((offer) => !ids.has(offer.seller_id))
  for (const offer of gone) {
    await closeOffer(m, offer, 'withdrawn', 'no longer there')
    await tell(m, held.handoff, 'offer.withdrawn', { offer: offer.id, seller: offer.seller_id })
  }
  return offers.filter((offer) => ids.has(offer.seller_id))
}

/** Offers the lead to every one of a dealer's people who are there, all under one rank: the first tap has it. */
export async function offerToDealer(
  m: Moment,
  held: Held,
  to: Fitting,
  { stage, until, template }: { stage: HandoffRow['stage']; until: number; template: string },
): Promise<void> {
  const { handoff } = held
  const rank = (await topRank(m, handoff.id)) + 1
  const { dealer } = to
  for (const seller of to.people) {
    const offer = await m.tx
      .insertInto('offers')
      .values({
        handoff_id: handoff.id,
        seller_id: seller.id,
        dealer_id: dealer.id,
        stage,
        rank,
        round: handoff.round,
        why: json({ by: 'stars', stars: dealer.stars, lately: to.lately }),
        made_at: instant(m.now),
        expires_at: instant(until),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await tell(m, handoff, 'offer.made', {
      offer: offer.id,
      seller: seller.id,
      dealer: dealer.id,
      rank,
      stage,
    })
    await mailSeller(m, held, seller, {
      key: `offer/${offer.id}`,
      template,
      times: { until },
      link: { page: 'offer', id: offer.id },
      expiresAt: until,
      shared: stage !== 'alone' || to.people.length > 1,
    })
  }
  await mailPartners(m, held)
  await change(m, held, { state: 'offered', again_at: null })
  await line(m, handoff, 'offered to a dealer', {
    dealer: dealer.id,
    stage,
    rank,
    people: to.people.length,
    why: { stars: dealer.stars, lately: to.lately },
    until: new Date(until).toISOString(),
  })
}
