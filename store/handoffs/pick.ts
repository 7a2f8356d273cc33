import { byTurn } from '../../core/sales/shares.ts'
import { OFFICE, openAt } from '../../core/time/window.ts'
import type { Route } from '../../core/release/release.ts'
import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import { lineOf, shareOf } from '../staff/shares.ts'
import type { Claim } from './claims.ts'
import type { HandoffRow } from './lock.ts'
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

/** Whether a seller may be asked, by share or by this claim. */
export type Free = (seller: SellerRow, by?: Claim) => boolean

/** Among whom a hand-off of the house is given. */
export interface Among {
  team: SellerRow[]
  route: Route
  handoff: Pick<HandoffRow, 'terms'>
  claims: readonly { id: string; by: Claim }[]
}

/** Whose turn it is: whoever has a claim goes first, the others of the route by their shares. Asks nobody, changes nothing. */
export const pick = (m: Moment, among: Among, free: Free): Next | undefined =>
  byClaim(among, free) ?? byShare(m, among, free)

/** The sellers of the route, or of the hand-off's own terms; without a list, whoever finds leads. */
export function sellersOnRoute({ team, route, handoff }: Omit<Among, 'claims'>): SellerRow[] {
  const named = sellersOf(handoff) ?? route.sellers
  return team.filter((one) => (named ? named.includes(one.email) : lineOf(one) === 'finder'))
}

function byClaim({ team, claims }: Among, free: Free): Next | undefined {
  // Whoever has a claim is asked also where the route lists others.
  for (const { id, by } of claims) {
    const seller = team.find((one) => one.id === id)
    if (seller && free(seller, by)) return { seller, why: { by } }
  }
  return undefined
}

function byShare(m: Moment, among: Among, free: Free): Next | undefined {
  const able = sellersOnRoute(among).filter((one) => one.weight > 0 && free(one))
  const opens = new Map<string, number>()
  // Colleagues in one place begin at one instant.
  const worksAt = (one: SellerRow): number => {
    const where = `${one.zone} ${one.country}`
    const { hours = OFFICE, ...place } = workTime(m, among.route, one)
    const at = opens.get(where) ?? openAt(hours, m.now, place)
    opens.set(where, at)
    return at
  }
  const starts = new Map(able.map((one) => [one.id, worksAt(one)]))
  const first = Math.min(...starts.values())
  const soon = able.filter(({ id }) => (starts.get(id) ?? first) <= first + MUCH_LATER)
  const [turn] = byTurn(soon.map(shareOf))
  const seller = soon.find(({ id }) => id === turn?.id)
  return seller && { seller, why: { by: 'weight', weight: seller.weight, taken: seller.share_taken } }
}

/** The sellers by address whom the hand-off's own terms name; undefined: those of the route. */
function sellersOf(handoff: Pick<HandoffRow, 'terms'>): readonly string[] | undefined {
  const terms = termsOf(handoff)
  return terms.mode === 'assign' ? terms.sellers : undefined
}
