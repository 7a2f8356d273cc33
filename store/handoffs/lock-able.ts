import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import { onLeave, roomsNow, type Unable } from './able.ts'

/**
 * The seller, locked, if he can have another lead now; else why not. What was read before the lock is asked once more under
 * it: two leads at once do not fill the last place twice, and who leaves meanwhile gets none. `anyway`: however much he has.
 * `promised`: how much of his room is for leads that wait longer.
 */
export async function lockAble(
  m: Moment,
  id: string,
  { anyway = false, promised = 0 } = {},
): Promise<SellerRow | Unable | 'gone'> {
  const seller = await lockThere(m, id)
  if (!seller) return 'gone'
  if (await onLeave(m.tx, id, m.now)) return 'on leave'
  if (anyway) return seller
  const room = (await roomsNow(m.tx, [seller], m.now)).get(id)
  if (room === undefined || room.left > promised) return seller
  return room.left > 0 ? 'others first' : room.by
}

/** The seller, locked, or undefined for one who is no longer there: who leaves waits, and then finds what he got. */
export const lockThere = (m: Pick<Moment, 'tx'>, id: string): Promise<SellerRow | undefined> =>
  m.tx
    .selectFrom('sellers')
    .selectAll()
    .where('id', '=', id)
    .where('active', '=', true)
    .forNoKeyUpdate()
    .executeTakeFirst()
