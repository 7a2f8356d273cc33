import { AppError } from '../../core/errors.ts'
import type { Route } from '../../core/release/release.ts'
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
    now,
  }
}
