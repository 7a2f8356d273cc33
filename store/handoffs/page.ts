import { AppError } from '../../core/errors.ts'
import type { Route } from '../../core/release/release.ts'
import type { Money } from '../../core/sales/terms.ts'
import { type NewestCall, newestCall } from '../calls/newest.ts'
import type { Db } from '../database.ts'
import { newestRelease } from '../releases.ts'
import { readSeller, type SellerRow } from '../sellers.ts'
import type { Store } from '../store.ts'
import type { LeadStory } from './lead-story.ts'
import type { HandoffRow } from './lock.ts'
import { routeOf } from './route.ts'
import { storyFor } from './story-for.ts'

/** A hand-off as its owner's page shows it. Instants in epoch ms. */
export interface HandoffPage {
  handoff: HandoffRow
  seller: SellerRow
  story: LeadStory
  /** Null once the hand-off is closed. */
  contacts: { email: string; phone: string } | null
  outcomes: Route['dispositions']
  /** The offer through which a person of a dealer took it, and the newest call through it. Null for the house. */
  offer: { id: string; call: NewestCall | null } | null
  /** What its dealer owes for it, in minor units; null where it was not bid for, or the due was waived. */
  due: Money | null
  now: number
}

/**
 * The owner's page. @throws AppError handoff_unknown, also where it is another seller's by now
 */
export async function handoffPage(store: Store, id: string, sellerId: string): Promise<HandoffPage> {
  const { db } = store
  const handoff = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', sellerId)
    .executeTakeFirst()
  const seller = await readSeller(db, sellerId)
  if (!handoff || !seller?.active) throw new AppError('handoff_unknown')
  const lead = await db
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', handoff.lead_id)
    .executeTakeFirstOrThrow()
  const now = await store.clock.now(db)
  const release = await newestRelease(db)
  return {
    handoff,
    seller,
    story: await storyFor({ tx: db, now, release }, { handoff, lead }, seller),
    contacts: handoff.state === 'owned' ? { email: lead.email ?? '', phone: lead.phone ?? '' } : null,
    outcomes: routeOf({ release }, handoff).dispositions,
    offer: seller.dealer_id === null ? null : await takenOffer(db, handoff.id, sellerId),
    due: seller.dealer_id === null ? null : await dueFor(db, handoff.id, seller.dealer_id),
    now,
  }
}

async function takenOffer(db: Db, handoffId: string, sellerId: string): Promise<HandoffPage['offer']> {
  const row = await db
    .selectFrom('offers')
    .select('id')
    .where('handoff_id', '=', handoffId)
    .where('seller_id', '=', sellerId)
    .where('state', '=', 'accepted')
    .orderBy('answered_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { id: row.id, call: await newestCall(db, row.id) } : null
}

const dueFor = async (db: Db, handoffId: string, dealer: string): Promise<Money | null> =>
  (await db
    .selectFrom('dues')
    .select(['amount', 'currency'])
    .where('handoff_id', '=', handoffId)
    .where('dealer_id', '=', dealer)
    .where('waived_at', 'is', null)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()) ?? null
