import type { Route } from '../../core/release/release.ts'
import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import { countShare, houseTeam, settleReturns } from '../staff/shares.ts'
import { ableNow, type Unable } from './able.ts'
import { type Claim, claimsOn } from './claims.ts'
import { promisedAway } from './first-come.ts'
import type { Held } from './lock.ts'
import { lockAble } from './lock-able.ts'
import { type Next, pick, sellersOnRoute } from './pick.ts'
import { roomAt } from './room.ts'
import { lockPlaces } from './waiters.ts'

/** Nobody has room before `until` (epoch ms); how many are on leave, have enough open leads, or enough first contacts today. */
export interface NoRoom {
  until: number
  because: Partial<Record<Unable, number>>
  /** Who would be asked if they had room. */
  sellers: SellerRow[]
}

/**
 * The seller whom this round asks next, locked, and active, present and with room still; `room` where nobody let it pass yet
 * and all are full or on leave, or others wait longer for the room that there is; undefined when all were asked. Whoever has a
 * claim goes first, the others by their shares.
 */
export async function nextSeller(
  m: Moment,
  held: Held,
  route: Route,
): Promise<Next | { room: NoRoom } | undefined> {
  await lockPlaces(m)
  const { handoff } = held
  const team = await houseTeam(m.tx)
  const answers = await askedInRound(m, held)
  const asked = new Set(answers.map(({ seller_id }) => seller_id))
  const { unable, rooms } = await ableNow(m, team)
  await settleReturns(m, team, (id) => unable.get(id) !== 'on leave')
  const since = handoff.waits_since
  const { promised, any } = await promisedAway(
    m,
    { team, unable, rooms },
    since === null ? undefined : { since, id: handoff.id },
  )
  for (const [id, n] of promised) if (n >= (rooms.get(id)?.left ?? Infinity)) unable.set(id, 'others first')
  // Somebody who is new sees room that others wait for: they may not know of it yet, as when a leave ended in the night.
  if (any && since === null) held.freed = true
  const among = { team, route, handoff, claims: await claimsOn(m, held) }
  const free = (seller: SellerRow, by?: Claim): boolean =>
    !asked.has(seller.id) && (!unable.has(seller.id) || holdsAnyway(unable.get(seller.id), by))
  for (;;) {
    const next = pick(m, among, free)
    if (!next) break
    const { id } = next.seller
    const anyway = next.why.by === 'has the other hand-off'
    const seller = await lockAble(m, id, { anyway, promised: promised.get(id) ?? 0 })
    if (typeof seller === 'object') {
      if (next.why.by === 'weight') await countShare(m.tx, seller.id)
      return { ...next, seller }
    }
    if (seller === 'gone') asked.add(id)
    else unable.set(id, seller)
  }
  const missing = sellersOnRoute(among).filter((one) => one.weight > 0 && unable.has(one.id))
  // Somebody let it pass: the round goes on to its end. What was withdrawn is no answer.
  const letPass = answers.some(({ state }) => state === 'declined' || state === 'expired')
  if (letPass || missing.length === 0) return undefined
  return { room: await roomAt(m, route, missing, unable) }
}

/** Whom the lead speaks with already gets its other enquiry too, however much he has; nobody who is on leave does. */
const holdsAnyway = (why: Unable | undefined, by: Claim | undefined): boolean =>
  why !== 'on leave' && by === 'has the other hand-off'

const askedInRound = (m: Moment, { handoff }: Held) =>
  m.tx
    .selectFrom('offers')
    .select(['seller_id', 'state'])
    .where('handoff_id', '=', handoff.id)
    .where('round', '=', handoff.round)
    .execute()
