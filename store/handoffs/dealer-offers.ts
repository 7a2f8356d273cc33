import { instant, json } from '../database.ts'
import type { Fitting } from '../dealers/fitting.ts'
import type { Moment } from '../moment.ts'
import { unableNow } from './able.ts'
import { change } from './change.ts'
import type { Held, HandoffRow, OfferRow } from './lock.ts'
import { mailPartners } from './lead-mails.ts'
import { mailSellers, type SellerMail } from './mails.ts'
import { closeOffer, topRank } from './offer.ts'
import { lines, tell, tellAll } from './tell.ts'

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

/**
 * Offers the lead to dealers, one rank for each in this order: to every one of its people who are there, of whom the first
 * tap has it. `until`: when the dealer's time is over, epoch ms. Where nobody of them is there any more nothing is offered.
 */
export async function offerToDealers(
  m: Moment,
  held: Held,
  asked: Asked,
  { stage, template }: { stage: HandoffRow['stage']; template: string },
): Promise<void> {
  const { handoff } = held
  const there = await stillThere(m, asked)
  if (there.length === 0) return
  const top = await topRank(m, handoff.id)
  const ranked = there.map(({ to, until }, n) => ({ ...to, until, rank: top + 1 + n }))
  const people = ranked.flatMap((one) => one.people.map((seller) => ({ ...one, seller })))
  const made = await m.tx
    .insertInto('offers')
    .values(
      people.map(({ seller, dealer, lately, rank, until }) => ({
        handoff_id: handoff.id,
        seller_id: seller.id,
        dealer_id: dealer.id,
        stage,
        rank,
        round: handoff.round,
        why: json({ by: 'stars', stars: dealer.stars, lately }),
        made_at: instant(m.now),
        expires_at: instant(until),
      })),
    )
    .returning(['id', 'seller_id'])
    .execute()
  const ids = new Map(made.map(({ id, seller_id }) => [seller_id, id]))
  const offers = people.map((one) => ({ ...one, id: ids.get(one.seller.id) ?? '' }))
  await tellAll(
    m,
    held,
    'offer.made',
    offers.map(({ id, seller, dealer, rank }) => ({
      offer: id,
      seller: seller.id,
      dealer: dealer.id,
      rank,
      stage,
    })),
  )
  await mailSellers(
    m,
    held,
    offers.map((one) => ({ seller: one.seller, mail: offerMail(one, { stage, template }) })),
  )
  await mailPartners(m, held)
  await change(m, held, { state: 'offered', again_at: null })
  await lines(
    m,
    handoff,
    'offered to a dealer',
    ranked.map(({ dealer, lately, rank, people, until }) => ({
      dealer: dealer.id,
      stage,
      rank,
      people: people.length,
      why: { stars: dealer.stars, lately },
      until: new Date(until).toISOString(),
    })),
  )
}

type Asked = readonly { to: Fitting; until: number }[]

/** Without people who left or went on leave since they were chosen; the others are locked: who leaves now finds his offer. */
async function stillThere(m: Moment, asked: Asked): Promise<Asked> {
  const ids = asked.flatMap(({ to }) => to.people.map(({ id }) => id))
  const locked = await m.tx
    .selectFrom('sellers')
    .selectAll()
    .where('id', 'in', ids)
    .where('active', '=', true)
    .orderBy('id')
    .forShare()
    .execute()
  const unable = await unableNow(m, locked)
  const there = new Set(locked.flatMap(({ id }) => (unable.has(id) ? [] : [id])))
  return asked
    .map(({ to, until }) => ({ to: { ...to, people: to.people.filter(({ id }) => there.has(id)) }, until }))
    .filter(({ to }) => to.people.length > 0)
}

const offerMail = (
  { id, until, people }: { id: string; until: number; people: readonly unknown[] },
  { stage, template }: { stage: HandoffRow['stage']; template: string },
): SellerMail => ({
  key: `offer/${id}`,
  template,
  times: { until },
  link: { page: 'offer', id },
  expiresAt: until,
  shared: stage !== 'alone' || people.length > 1,
})
