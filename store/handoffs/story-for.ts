import type { SellerRow } from '../sellers.ts'
import { type LeadStory, leadStory, readTrail } from './lead-story.ts'
import type { Held } from './lock.ts'
import { maskedStory, readMask } from './masked-story.ts'
import type { Look } from './values.ts'
import { langOf } from './words.ts'

/**
 * The lead's story as this seller may read it: somebody of a dealer who does not have the lead gets the masked one. Every
 * page, mail and answer of the API that shows a story to a seller asks here.
 */
export const storyFor = (look: Look, held: Held, seller: SellerRow): Promise<LeadStory> =>
  storyTeller(look, held)(seller)

/**
 * The same for many sellers at one instant: what is known of the lead is read once, and told once for all who read alike.
 * Not to be kept beyond what changes the lead or whose it is.
 */
export function storyTeller(look: Look, held: Held): (seller: SellerRow) => Promise<LeadStory> {
  const read = once(() => readTrail(look, held))
  const mask = once(async () => readMask(look, held, await read()))
  const told = new Map<string, Promise<LeadStory>>()
  return (seller) => {
    const all = seesAll(held.handoff, seller)
    const reader = { zone: seller.zone, lang: langOf(seller.lang) }
    const tell = async () =>
      all ? leadStory(look, held, await read(), reader) : maskedStory(look, held, await mask(), reader)
    const key = `${all} ${reader.lang} ${reader.zone}`
    const story = told.get(key) ?? tell()
    told.set(key, story)
    return story
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => (result ??= work())
}

/** Whether the contacts, the company and the story as it is are open to this seller: to all of the house, of dealers to the owner. */
export const seesAll = (
  handoff: Pick<Held['handoff'], 'owner_id' | 'state'>,
  seller: Pick<SellerRow, 'id' | 'dealer_id'>,
): boolean => seller.dealer_id === null || (handoff.owner_id === seller.id && handoff.state === 'owned')
