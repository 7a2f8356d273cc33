import type { SellerRow } from '../sellers.ts'
import { type LeadStory, leadStory } from './lead-story.ts'
import type { Held } from './lock.ts'
import { maskedStory } from './masked-story.ts'
import type { Look } from './values.ts'
import { langOf } from './words.ts'

/**
 * The lead's story as this seller may read it: somebody of a dealer who does not have the lead gets the masked one. Every
 * page, mail and answer of the API that shows a story to a seller asks here.
 */
export function storyFor(look: Look, held: Held, seller: SellerRow): Promise<LeadStory> {
  const reader = { zone: seller.zone, lang: langOf(seller.lang) }
  return seesAll(held.handoff, seller) ? leadStory(look, held, reader) : maskedStory(look, held, reader)
}

/** Whether the contacts, the company and the story as it is are open to this seller: to all of the house, of dealers to the owner. */
export const seesAll = (
  handoff: Pick<Held['handoff'], 'owner_id' | 'state'>,
  seller: Pick<SellerRow, 'id' | 'dealer_id'>,
): boolean => seller.dealer_id === null || (handoff.owner_id === seller.id && handoff.state === 'owned')
