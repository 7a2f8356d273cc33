import { DateTime } from 'luxon'
import { sql } from 'kysely'
import { usableZone } from '../../core/time/usable-zone.ts'
import { instant } from '../database.ts'
import type { SellerRow } from '../sellers.ts'
import type { Look } from './values.ts'

/** Why a seller gets no more leads now. `others first`: others wait longer for the room that there is. */
export type Unable = 'on leave' | 'open leads' | 'contacts today' | 'others first'

/** How many more leads a seller may have now, where that is limited, and by what. */
export interface Room {
  left: number
  by: 'open leads' | 'contacts today'
}

/**
 * Who of these sellers cannot have another lead now, and why: on leave, as many open leads as he may have, or as many
 * first contacts today, by his own day. Who is not in the answer can.
 */
export const unableNow = async (
  look: Pick<Look, 'tx' | 'now'>,
  sellers: readonly SellerRow[],
): Promise<Map<string, Unable>> => (await ableNow(look, sellers)).unable

/** The same, and what room those have who are limited and not on leave. */
export async function ableNow(
  { tx, now }: Pick<Look, 'tx' | 'now'>,
  sellers: readonly SellerRow[],
): Promise<{ unable: Map<string, Unable>; rooms: Map<string, Room> }> {
  const unable = new Map<string, Unable>()
  if (sellers.length === 0) return { unable, rooms: new Map() }
  const ids = sellers.map(({ id }) => id)
  const leaves = await tx
    .selectFrom('leaves')
    .select('seller_id')
    .where('seller_id', 'in', ids)
    .where(sql<boolean>`from_at <= ${instant(now)} and until_at > ${instant(now)}`)
    .execute()
  for (const { seller_id } of leaves) unable.set(seller_id, 'on leave')
  const here = sellers.filter(({ id }) => !unable.has(id))
  const rooms = await roomsNow(tx, here, now)
  for (const [id, { left, by }] of rooms) if (left <= 0) unable.set(id, by)
  return { unable, rooms }
}

/** How much room these sellers have; who is not in the answer has no limit. What one is asked about now counts as his. */
export async function roomsNow(
  tx: Look['tx'],
  sellers: readonly SellerRow[],
  now: number,
): Promise<Map<string, Room>> {
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
  return new Map(limited.map((one) => [one.id, roomOf(one, counts.get(one.id))]))
}

function roomOf(
  { open_leads, contacts_a_day }: SellerRow,
  { open, fresh, asked } = { open: 0, fresh: 0, asked: 0 },
): Room {
  const leads = (open_leads ?? Infinity) - open - asked
  const today = (contacts_a_day ?? Infinity) - fresh - asked
  return leads <= 0 || leads <= today
    ? { left: leads, by: 'open leads' }
    : { left: today, by: 'contacts today' }
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
