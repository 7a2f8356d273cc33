import { AppError } from '../core/errors.ts'
import { type LeadStory, leadStory, readTrail } from './handoffs/lead-story.ts'
import { langOf } from './handoffs/words.ts'
import { newestRelease } from './releases.ts'
import type { SellerRow } from './sellers.ts'
import type { Store } from './store.ts'

/**
 * The story of any lead, for somebody of the house, whoever has it or has it not.
 * @throws AppError lead_unknown, also for a dealer's person and where the lead was erased
 */
export async function houseLead(
  { db, clock }: Store,
  id: string,
  reader: Pick<SellerRow, 'dealer_id' | 'lang' | 'zone'>,
): Promise<LeadStory> {
  const lead = await db
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  if (!lead || reader.dealer_id !== null) throw new AppError('lead_unknown')
  const look = { tx: db, now: await clock.now(db), release: await newestRelease(db) }
  const told = { handoff: { thing: null }, lead }
  const who = { zone: reader.zone, lang: langOf(reader.lang) }
  return leadStory(look, told, await readTrail(look, told), who)
}
