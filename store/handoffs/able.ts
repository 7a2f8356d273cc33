import { DateTime } from 'luxon'
import { sql } from 'kysely'
import { usableZone } from '../../core/time/usable-zone.ts'
import { instant } from '../database.ts'
import type { SellerRow } from '../sellers.ts'
import type { Look } from './values.ts'

/** Why a seller gets no more leads now. */
export type Unable = 'on leave' | 'open leads' | 'contacts today'

/**
 * Who of these sellers cannot have another lead now, and why: on leave, as many open leads as he may have, or as many
 * first contacts today, by his own day. Who is not in the answer can.
 */
export async function unableNow(
  { tx, now }: Pick<Look, 'tx' | 'now'>,
  sellers: readonly SellerRow[],
): Promise<Map<string, Unable>> {
  const unable = new Map<string, Unable>()
  if (sellers.length === 0) return unable
  const ids = sellers.map(({ id }) => id)
  const leaves = await tx
    .selectFrom('leaves')
    .select('seller_id')
    .where('seller_id', 'in', ids)
    .where(sql<boolean>`from_at <= ${instant(now)} and until_at > ${instant(now)}`)
    .execute()
  for (const { seller_id } of leaves) unable.set(seller_id, 'on leave')
  for (const seller of sellers) {
    if (unable.has(seller.id)) continue
    const why = await fullNow(tx, seller, now)
    if (why) unable.set(seller.id, why)
  }
  return unable
}

/** Whether this seller has as many as he may have. What he is asked about now counts as his. */
export async function fullNow(tx: Look['tx'], seller: SellerRow, now: number): Promise<Unable | null> {
  if (seller.open_leads === null && seller.contacts_a_day === null) return null
  const today = DateTime.fromMillis(now, { zone: usableZone(seller.zone) })
    .startOf('day')
    .toMillis()
  const { open, fresh } = await tx
    .selectFrom('handoffs')
    .select([
      sql<number>`count(*) filter (where state = 'owned')`.as('open'),
      sql<number>`count(*) filter (where owned_at >= ${instant(today)})`.as('fresh'),
    ])
    .where('owner_id', '=', seller.id)
    .executeTakeFirstOrThrow()
  const { asked } = await tx
    .selectFrom('offers')
    .select(sql<number>`count(*)`.as('asked'))
    .where('seller_id', '=', seller.id)
    .where('stage', 'in', ['assign', 'house'])
    .where('state', 'in', ['made', 'seen'])
    .where(sql<boolean>`expires_at > ${instant(now)}`)
    .executeTakeFirstOrThrow()
  const [has, todays] = [Number(open) + Number(asked), Number(fresh) + Number(asked)]
  if (seller.open_leads !== null && has >= seller.open_leads) return 'open leads'
  return seller.contacts_a_day !== null && todays >= seller.contacts_a_day ? 'contacts today' : null
}

/** Whether a leave of this seller holds now. */
export async function onLeave(tx: Look['tx'], sellerId: string, now: number): Promise<boolean> {
  const row = await tx
    .selectFrom('leaves')
    .select('id')
    .where('seller_id', '=', sellerId)
    .where(sql<boolean>`from_at <= ${instant(now)} and until_at > ${instant(now)}`)
    .executeTakeFirst()
  return row !== undefined
}
