import { byTurn } from '../../core/sales/shares.ts'
import { OFFICE, openAt } from '../../core/time/window.ts'
import type { Route } from '../../core/release/release.ts'
import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import { countShare, houseTeam, lineOf, settleReturns, shareOf } from '../staff/shares.ts'
import { fullNow, onLeave, type Unable, unableNow } from './able.ts'
import { type Claim, claimsOn } from './claims.ts'
import type { Held } from './lock.ts'
import { roomAt } from './room.ts'
import { workTime } from './route.ts'
import { termsOf } from './terms.ts'

const HOUR = 3_600_000
/** Whoever works again so much later than somebody else is passed over this time: a holiday, a weekend. */
const MUCH_LATER = 12 * HOUR

/** Who is asked next, and why: for the lead's story. */
export interface Next {
  seller: SellerRow
  why: { by: Claim } | { by: 'weight'; weight: number; taken: number }
}

/** Nobody has room before `until` (epoch ms); how many are on leave, have enough open leads, or enough first contacts today. */
export interface NoRoom {
  until: number
  because: Partial<Record<Unable, number>>
}

/**
 * The seller whom this round asks next, locked, and active, present and with room still; `room` where nobody let it pass yet
 * and all are full or on leave; undefined when all were asked. Whoever has a claim goes first, the others by their shares.
 */
export async function nextSeller(
  m: Moment,
  held: Held,
  route: Route,
): Promise<Next | { room: NoRoom } | undefined> {
  const team = await houseTeam(m.tx)
  const answers = await askedInRound(m, held)
  const asked = new Set(answers.map(({ seller_id }) => seller_id))
  const unable = await unableNow(m, team)
  await settleReturns(m, team, (id) => unable.get(id) !== 'on leave')
  const named = sellersOf(held, route)
  const onRoute = team.filter((one) => (named ? named.includes(one.email) : lineOf(one) === 'finder'))
  const claims = await claimsOn(m, held)
  const free = (seller: SellerRow, by?: Claim): boolean =>
    !asked.has(seller.id) && (!unable.has(seller.id) || holdsAnyway(unable.get(seller.id), by))
  for (;;) {
    const next = byClaim(team, claims, free) ?? byShare(m, route, onRoute, free)
    if (!next) break
    const seller = await lockAble(m, next)
    if (typeof seller === 'object') {
      if (next.why.by === 'weight') await countShare(m.tx, seller.id)
      return { ...next, seller }
    }
    if (seller === 'gone') asked.add(next.seller.id)
    else unable.set(next.seller.id, seller)
  }
  const missing = onRoute.filter((one) => one.weight > 0 && unable.has(one.id))
  // Somebody let it pass: the round goes on to its end. What was withdrawn is no answer.
  const letPass = answers.some(({ state }) => state === 'declined' || state === 'expired')
  if (letPass || missing.length === 0) return undefined
  return { room: await roomAt(m, route, missing, unable) }
}

/** Whom the lead speaks with already gets its other enquiry too, however much he has; nobody who is on leave does. */
const holdsAnyway = (why: Unable | undefined, by: Claim | undefined): boolean =>
  why !== 'on leave' && by === 'has the other hand-off'

type Free = (seller: SellerRow, by?: Claim) => boolean

function byClaim(team: SellerRow[], claims: { id: string; by: Claim }[], free: Free): Next | undefined {
  // Whoever has a claim is asked also where the route lists others.
  for (const { id, by } of claims) {
    const seller = team.find((one) => one.id === id)
    if (seller && free(seller, by)) return { seller, why: { by } }
  }
  return undefined
}

function byShare(m: Moment, route: Route, sellers: SellerRow[], free: Free): Next | undefined {
  const able = sellers.filter((one) => one.weight > 0 && free(one))
  const opens = new Map<string, number>()
  // Colleagues in one place begin at one instant.
  const worksAt = (one: SellerRow): number => {
    const where = `${one.zone} ${one.country}`
    const { hours = OFFICE, ...place } = workTime(m, route, one)
    const at = opens.get(where) ?? openAt(hours, m.now, place)
    opens.set(where, at)
    return at
  }
  const first = Math.min(...able.map(worksAt))
  const soon = able.filter((one) => worksAt(one) <= first + MUCH_LATER)
  const [turn] = byTurn(soon.map(shareOf))
  const seller = soon.find(({ id }) => id === turn?.id)
  return seller && { seller, why: { by: 'weight', weight: seller.weight, taken: seller.share_taken } }
}

/** The sellers by address whom the hand-off's own terms name, else those of its route; undefined: all of the house. */
function sellersOf({ handoff }: Held, route: Route): readonly string[] | undefined {
  const terms = termsOf(handoff)
  return (terms.mode === 'assign' ? terms.sellers : undefined) ?? route.sellers
}

const askedInRound = (m: Moment, { handoff }: Held) =>
  m.tx
    .selectFrom('offers')
    .select(['seller_id', 'state'])
    .where('handoff_id', '=', handoff.id)
    .where('round', '=', handoff.round)
    .execute()

/** Under the seller's lock it is asked once more: two leads at once do not fill the last place twice. */
async function lockAble(m: Moment, { seller: { id }, why }: Next): Promise<SellerRow | Unable | 'gone'> {
  const seller = await m.tx
    .selectFrom('sellers')
    .selectAll()
    .where('id', '=', id)
    .where('active', '=', true)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!seller) return 'gone'
  if (await onLeave(m.tx, id, m.now)) return 'on leave'
  if (why.by === 'has the other hand-off') return seller
  return (await fullNow(m.tx, [seller], m.now)).get(id) ?? seller
}
