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
  const limited = sellers.filter((one) => one.open_leads !== null || one.contacts_a_day !== null)
  for (const seller of limited) {
    if (unable.has(seller.id)) continue
    const why = await fullNow(tx, seller, now)
    if (why) unable.set(seller.id, why)
  }
  return unable
}

async function fullNow(tx: Look['tx'], seller: SellerRow, now: number): Promise<Unable | null> {
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
  if (seller.open_leads !== null && Number(open) >= seller.open_leads) return 'open leads'
  return seller.contacts_a_day !== null && Number(fresh) >= seller.contacts_a_day ? 'contacts today' : null
}
