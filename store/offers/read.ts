import { sql } from 'kysely'
import type { Release } from '../../core/release/release.ts'
import { AppError } from '../../core/errors.ts'
import { type Db, instant } from '../database.ts'
import type { LeadStory } from '../handoffs/lead-story.ts'
import type { HandoffRow, OfferRow } from '../handoffs/lock.ts'
import { seesAll, storyFor } from '../handoffs/story-for.ts'
import { type AuctionView, auctionView } from '../auctions/bids.ts'
import { type NewestCall, newestCall } from '../calls/newest.ts'
import { newestRelease } from '../releases.ts'
import { readSeller, type SellerRow } from '../sellers.ts'
import type { Store } from '../store.ts'
import { isLive } from './answer.ts'

/** An offer as the one it was made to sees it. Instants in epoch ms. */
export interface OfferView {
  id: string
  handoff: string
  seller: string
  lead: string
  thing: string | null
  route: string
  /** As it is now: an offer whose time ran out is `expired`, whether or not anybody noted it. */
  state: OfferRow['state']
  rank: number
  /** How it was offered: to the house, to one dealer alone, to a group at once, or for bids. */
  stage: OfferRow['stage']
  madeAt: number
  expiresAt: number
  seenAt: number | null
  answeredAt: number | null
  reason: string | null
}

const query = (db: Db) =>
  db
    .selectFrom('offers')
    .innerJoin('handoffs', 'handoffs.id', 'offers.handoff_id')
    .selectAll('offers')
    .select([
      'handoffs.lead_id',
      'handoffs.thing',
      'handoffs.route',
      'handoffs.owner_id',
      'handoffs.state as handoff_state',
    ])

type Row = OfferRow &
  Pick<HandoffRow, 'lead_id' | 'thing' | 'route' | 'owner_id'> & { handoff_state: HandoffRow['state'] }

// The id of a thing often is a number of the lead's own.
const thingOf = (row: Row): string | null =>
  seesAll(
    { owner_id: row.owner_id, state: row.handoff_state },
    { id: row.seller_id, dealer_id: row.dealer_id },
  )
    ? row.thing
    : null

const viewOf = (row: Row, now: number): OfferView => ({
  id: row.id,
  handoff: row.handoff_id,
  seller: row.seller_id,
  lead: row.lead_id,
  thing: thingOf(row),
  route: row.route,
  state: (row.state === 'made' || row.state === 'seen') && !isLive(row, now) ? 'expired' : row.state,
  rank: row.rank,
  stage: row.stage,
  madeAt: row.made_at,
  expiresAt: row.expires_at,
  seenAt: row.seen_at,
  answeredAt: row.answered_at,
  reason: row.reason,
})

/** Offers made to one seller, or to all with null; newest first. `live`: only those that can be answered now. */
export async function listOffers(
  store: Store,
  asked: { sellerId: string | null; live: boolean; limit: number; before?: { madeAt: number; id: string } },
): Promise<OfferView[]> {
  const now = await store.clock.now(store.db)
  const { sellerId, before } = asked
  const rows = await query(store.db)
    .$if(sellerId !== null, (q) => q.where('offers.seller_id', '=', sellerId))
    .$if(asked.live, (q) =>
      q
        .where('offers.state', 'in', ['made', 'seen'])
        .where(sql<boolean>`offers.expires_at > ${instant(now)}`),
    )
    .$if(before !== undefined, (q) =>
      q.where(
        sql<boolean>`(offers.made_at, offers.id) < (${instant(before?.madeAt ?? 0)}, ${before?.id ?? null}::uuid)`,
      ),
    )
    .orderBy('offers.made_at', 'desc')
    .orderBy('offers.id', 'desc')
    .limit(asked.limit)
    .execute()
  return rows.map((row) => viewOf(row, now))
}

/** Contact data of a lead: only for the seller who took it. */
interface Contacts {
  email: string
  phone: string
}

/** An offer with the lead's story, and everything its page says. */
export interface OfferPage {
  offer: OfferView
  seller: SellerRow
  story: LeadStory
  contacts: Contacts | null
  contactDueAt: number | null
  contactedAt: number | null
  auction: AuctionView | null
  /** The newest call through this offer. */
  call: NewestCall | null
  handoffState: string
  now: number
  release: Release
}

/**
 * One offer with the story of its lead. `sellerId` null: an API key, which sees any.
 * @throws AppError offer_unknown, also where the offer is another seller's
 */
export async function readOffer(
  store: Store,
  id: string,
  { sellerId }: { sellerId: string | null },
): Promise<OfferPage> {
  const row = await query(store.db).where('offers.id', '=', id).executeTakeFirst()
  if (!row || (sellerId !== null && row.seller_id !== sellerId)) throw new AppError('offer_unknown')
  const now = await store.clock.now(store.db)
  const release = await newestRelease(store.db)
  const seller = await readSeller(store.db, row.seller_id)
  const lead = await store.db
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', row.lead_id)
    .executeTakeFirstOrThrow()
  const handoff = await store.db
    .selectFrom('handoffs')
    .selectAll()
    .where('id', '=', row.handoff_id)
    .executeTakeFirstOrThrow()
  if (!seller?.active) throw new AppError('offer_unknown')
  const owns = row.state === 'accepted' && handoff.owner_id === row.seller_id && seesAll(handoff, seller)
  return {
    offer: viewOf(row, now),
    seller,
    story: await storyFor({ tx: store.db, now, release }, { handoff, lead }, seller),
    contacts: owns ? { email: lead.email ?? '', phone: lead.phone ?? '' } : null,
    contactDueAt: owns ? handoff.contact_due_at : null,
    contactedAt: owns ? handoff.contacted_at : null,
    auction: row.stage === 'auction' ? await auctionView(store.db, handoff, row.dealer_id) : null,
    call: await newestCall(store.db, row.id),
    handoffState: handoff.state,
    now,
    release,
  }
}

/** Whose offer it is, for an API key that answers in the seller's name. @throws AppError offer_unknown */
export async function sellerOfOffer(db: Db, id: string): Promise<string> {
  const row = await db.selectFrom('offers').select('seller_id').where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('offer_unknown')
  return row.seller_id
}
