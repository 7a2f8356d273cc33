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
  const here = sellers.filter(({ id }) => !unable.has(id))
  for (const [id, why] of await fullNow(tx, here, now)) unable.set(id, why)
  return unable
}

/** Which of these sellers have as many as they may have, and of what. What one is asked about now counts as his. */
export async function fullNow(
  tx: Look['tx'],
  sellers: readonly SellerRow[],
  now: number,
): Promise<Map<string, Unable>> {
  const limited = sellers.filter((one) => one.open_leads !== null || one.contacts_a_day !== null)
  if (limited.length === 0) return new Map()
  const ids = limited.map(({ id }) => id)
  const days = daysOf(now, limited)
  const { rows } = await sql<{ id: string; open: number; fresh: number; asked: number }>`
    select s.id,
      (select count(*) from handoffs where owner_id = s.id and state = 'owned') as open,
      (select count(*) from handoffs where owner_id = s.id and owned_at >= s.today) as fresh,
      (select count(*) from offers where seller_id = s.id and stage in ('assign', 'house')
        and state in ('made', 'seen') and expires_at > ${instant(now)}) as asked
    from unnest(${ids}::uuid[], ${days}::timestamptz[]) as s (id, today)`.execute(tx)
  const counts = new Map(rows.map((row) => [row.id, row]))
  const full = new Map<string, Unable>()
  for (const { id, open_leads, contacts_a_day } of limited) {
    const { open, fresh, asked } = counts.get(id) ?? { open: 0, fresh: 0, asked: 0 }
    if (open_leads !== null && open + asked >= open_leads) full.set(id, 'open leads')
    else if (contacts_a_day !== null && fresh + asked >= contacts_a_day) full.set(id, 'contacts today')
  }
  return full
}

/** When the day of each of these sellers began. */
function daysOf(now: number, sellers: readonly SellerRow[]): string[] {
  const begun = new Map(
    [...new Set(sellers.map(({ zone }) => zone))].map((zone) => [zone, startOfDay(now, zone)]),
  )
  return sellers.map(({ zone }) => begun.get(zone) ?? startOfDay(now, zone))
}

const startOfDay = (now: number, zone: string): string =>
  instant(
    DateTime.fromMillis(now, { zone: usableZone(zone) })
      .startOf('day')
      .toMillis(),
  ).toISOString()

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
