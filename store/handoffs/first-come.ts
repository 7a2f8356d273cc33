import { inMoment, type Moment } from '../moment.ts'
import { publishedOrNone } from '../releases.ts'
import type { SellerRow } from '../sellers.ts'
import { houseTeam } from '../staff/shares.ts'
import type { Store } from '../store.ts'
import { ableNow, type Room, type Unable } from './able.ts'
import { sellersOnRoute } from './pick.ts'
import { routeOf } from './route.ts'
import { anybodyWaits, type Place, sharePlaces, type Waiter, waitersFor } from './waiters.ts'

const PAGE = 100
/** Woken at once when there is room for many: each that is served wakes the next. */
const AT_ONCE = 3

/** The team of the house as it is now. */
interface House {
  team: SellerRow[]
  unable: ReadonlyMap<string, Unable>
  rooms: ReadonlyMap<string, Room>
}

/**
 * First come, first served: a place belongs to whoever waits longest of those that it could serve, whichever they choose in
 * the end. So a seller is free for somebody only if he has more places than there are before him whom he could serve.
 * Walks the line in its order, counts for each seller whom he could serve, and ends when `seen` says so or all is promised.
 */
async function walk(
  m: Moment,
  { team, unable, rooms }: House,
  before: Place | undefined,
  seen: (waiter: Waiter, by: readonly SellerRow[], promised: ReadonlyMap<string, number>) => 'on' | 'enough',
): Promise<Map<string, number>> {
  const promised = new Map<string, number>()
  const places = team.filter(({ id }) => !unable.has(id))
  const isOver = () => places.every(({ id }) => (promised.get(id) ?? 0) >= roomAt(rooms, id))
  let after: Place | undefined
  while (!isOver()) {
    const page = await waitersFor(m, places, { after, before, limit: PAGE })
    for (const waiter of page) {
      const by = couldServe(m, waiter, places)
      if (seen(waiter, by, promised) === 'enough') return promised
      for (const { id } of by) promised.set(id, (promised.get(id) ?? 0) + 1)
      if (isOver()) return promised
    }
    if (page.length < PAGE) return promised
    after = page.at(-1)
  }
  return promised
}

const roomAt = (rooms: House['rooms'], id: string): number => rooms.get(id)?.left ?? Number.POSITIVE_INFINITY

/** Who of these would be asked for it: the sellers of its route, and whoever has a claim; nobody twice in a round. */
function couldServe(m: Moment, waiter: Waiter, team: SellerRow[]): SellerRow[] {
  const { asked, wanted_seller, lead_owner, account_owner } = waiter
  const onRoute = new Set(sellersOnRoute({ team, route: routeOf(m, waiter), handoff: waiter }))
  return team.filter(
    (one) =>
      !asked.includes(one.id) &&
      ([wanted_seller, lead_owner, account_owner].includes(one.id) || (one.weight > 0 && onRoute.has(one))),
  )
}

/**
 * The sellers who have no more places than those who wait longer than `before` (without it: all who wait) could be given.
 * `any`: whether somebody waits longer for room that there is. The caller holds `lockPlaces`.
 */
export async function promisedAway(
  m: Moment,
  house: House,
  before: Place | undefined,
): Promise<{ promised: ReadonlyMap<string, number>; any: boolean }> {
  // Who has no limit has room for all.
  const limited = house.team.filter(({ id }) => house.rooms.has(id))
  if (limited.every(({ id }) => house.unable.has(id)) || !(await anybodyWaits(m)))
    return { promised: new Map(), any: false }
  const promised = await walk(m, { ...house, team: limited }, before, () => 'on')
  return { promised, any: promised.size > 0 }
}

/** Somebody may have room: the first that wait and could be served now look again after the commit. */
export async function wakeFirst(m: Moment): Promise<void> {
  await sharePlaces(m)
  if (!(await anybodyWaits(m))) return
  const team = await houseTeam(m.tx)
  const { unable, rooms } = await ableNow(m, team)
  let woken = 0
  await walk(m, { team, unable, rooms }, undefined, ({ id }, by, promised) => {
    if (woken === AT_ONCE) return 'enough'
    if (!by.some((one) => (promised.get(one.id) ?? 0) < roomAt(rooms, one.id))) return 'on'
    m.wakes.set(`handoff/${id}`, { type: 'handoff' })
    woken++
    return 'on'
  })
}

/** The same behind a change that made room and is committed, as by somebody new. Before the first release nobody waits. */
export async function wakeFirstNow(store: Store): Promise<void> {
  if (await publishedOrNone(store.db)) await inMoment(store, () => Promise.resolve(), wakeFirst)
}
