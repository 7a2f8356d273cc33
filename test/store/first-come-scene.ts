import { sql } from 'kysely'
import type { Route } from '../../core/release/release.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { createSeller } from '../../store/sellers.ts'
import { changeSeller } from '../../store/staff/change-seller.ts'
import { addLeave, endLeave } from '../../store/staff/leaves.ts'
import { routing, scene, type Scene } from './sales-scene.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const PEOPLE = ['anna', 'boris', 'clara', 'denis', 'elena']
const email = (name: string) => `${name}@works.example`

/** Three routes: anybody, one person, two persons of whom one stands on the other list too. */
const ROUTES: Record<string, string[] | null> = { sales: null, east: ['anna'], west: ['boris', 'anna'] }

const routes = Object.fromEntries(
  Object.entries(ROUTES).map(([name, people]) => [
    name,
    { ...(routing.sales as Route), ...(people && { sellers: people.map(email) }) },
  ]),
)

/** Chance that is the same each time: whole numbers below `n`. */
export function chance(seed: number): (n: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * n)
  }
}

/** A house with little room, in which leads come and places become free; several look at once, in any order. */
export async function houseWithLittleRoom(seed: number) {
  const s = await scene({ routing: routes })
  // What wants to be woken stays in the outbox, where `settle` finds it.
  s.store.waker.fail = true
  const at = chance(seed)
  for (const name of PEOPLE.slice(0, 3)) await person(s, name, 1 + at(2))
  return { ...s, at, step: () => step(s, at), wrong: () => wrong(s), waiting: () => waiting(s) }
}

const person = (s: Scene, name: string, openLeads: number) =>
  createSeller(s.store, { email: email(name), name, zone: 'UTC', openLeads })

async function step(s: Scene, at: (n: number) => number): Promise<string> {
  s.store.clock.advance(MINUTE)
  const before = new Date(s.store.clock.read())
  const doings = [
    arrive,
    arrive,
    arrive,
    accept,
    accept,
    decline,
    finish,
    finish,
    finish,
    leave,
    back,
    limit,
    join,
    later,
  ]
  const doing = doings[at(doings.length)] ?? arrive
  const did = await doing(s, at)
  await settle(s, at)
  await noteServed(s, before)
  return did
}

type Doing = (s: Scene, at: (n: number) => number) => Promise<string>

/** One to four leads at once; some belong to somebody. */
const arrive: Doing = async (s, at) => {
  const names = Object.keys(ROUTES)
  const people = await s.store.db.selectFrom('sellers').select('id').orderBy('email').execute()
  const some = Array.from({ length: 1 + at(4) }, () => ({
    route: names[at(names.length)] ?? 'sales',
    owner: at(3) === 0 ? people[at(people.length)]?.id : undefined,
  }))
  for (const { route, owner } of some) await s.open(await s.lead({ ...(owner && { owner }) }), { route })
  return `came: ${some.map(({ route }) => route).join(', ')}`
}

const any = async <T>(at: (n: number) => number, from: Promise<T[]>): Promise<T | undefined> => {
  const rows = await from
  return rows[at(Math.max(rows.length, 1))]
}

const openOffers = (s: Scene) =>
  s.store.db
    .selectFrom('offers')
    .select(['id', 'seller_id as seller'])
    .where('state', '=', 'made')
    .orderBy('made_at')
    .orderBy('handoff_id')
    .execute()

const accept: Doing = async (s, at) => {
  const one = await any(at, openOffers(s))
  if (one) await acceptOffer(s.store, one.id, one.seller)
  return 'accepted'
}

const decline: Doing = async (s, at) => {
  const one = await any(at, openOffers(s))
  if (one) await declineOffer(s.store, one.id, one.seller)
  return 'declined'
}

const finish: Doing = async (s, at) => {
  const owned = s.store.db
    .selectFrom('handoffs')
    .select('id')
    .where('state', '=', 'owned')
    .orderBy('owned_at')
    .execute()
  const one = await any(at, owned)
  if (one) await dispose(s.store, one.id, { outcome: 'won' })
  return 'finished'
}

const sellers = (s: Scene) => s.store.db.selectFrom('sellers').select('id').orderBy('email').execute()

const leave: Doing = async (s, at) => {
  const one = await any(at, sellers(s))
  const now = s.store.clock.read()
  if (one && at(2) === 0) await addLeave(s.store, one.id, { from: now, until: now + 100 * DAY })
  return 'went on leave'
}

const back: Doing = async (s, at) => {
  const leaves = s.store.db
    .selectFrom('leaves')
    .selectAll()
    .where(sql<boolean>`until_at > ${new Date(s.store.clock.read())}`)
    .orderBy('until_at')
    .execute()
  const one = await any(at, leaves)
  if (one) await endLeave(s.store, one.seller_id, one.id)
  return 'came back'
}

const limit: Doing = async (s, at) => {
  const one = await any(at, sellers(s))
  const openLeads = at(6) === 0 ? null : 1 + at(3)
  if (one) await changeSeller(s.store, one.id, { openLeads })
  return `limit ${openLeads}`
}

const join: Doing = async (s, at) => {
  const there = (await sellers(s)).length
  const name = PEOPLE[there]
  if (name && at(3) === 0) await person(s, name, 1)
  return 'joined'
}

/** Offers run out, the next day comes. */
const later: Doing = async (s, at) => {
  s.store.clock.advance((1 + at(30)) * 60 * MINUTE)
  return 'later'
}

/** All that is woken or due has its turn, several at once, in any order, until nothing is. */
async function settle(s: Scene, at: (n: number) => number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ id: string }>`with woken as (
        delete from outbox where workflow_id like 'handoff/%' returning substr(workflow_id, 9)::uuid as id)
      select id from woken union select id from handoffs
        where state <> 'closed' and least(wait_at, wake_at) <= ${new Date(s.store.clock.read())} order by id`.execute(
      s.store.db,
    )
    if (rows.length === 0) return
    const order = rows.map(({ id }) => ({ id, n: at(1000) })).sort((a, b) => a.n - b.n)
    await Promise.all(order.map(({ id }) => s.turn(id)))
  }
}

/** Since when those had waited who were served in this step; who came in it, since then. */
async function noteServed({ store }: Scene, before: Date): Promise<void> {
  await sql`create table if not exists served (handoff uuid, seller uuid, since timestamptz, step timestamptz)`.execute(
    store.db,
  )
  await sql`truncate served`.execute(store.db)
  await sql`insert into served select o.handoff_id, o.seller_id, coalesce(h.waits_since, ${before}), ${before}
    from offers o join handoffs h on h.id = o.handoff_id where o.made_at >= ${before}`.execute(store.db)
}

async function waiting({ store }: Scene): Promise<number> {
  const rows = await store.db
    .selectFrom('handoffs')
    .select('id')
    .where('full_until', 'is not', null)
    .execute()
  return rows.length
}

/**
 * What must not be, in words. `could`: who waits and whom he might get, reckoned apart from the code that gives leads:
 * the people of his route, and whoever owns the lead, but for those who were asked in this round.
 */
async function wrong({ store }: Scene): Promise<string[]> {
  const now = new Date(store.clock.read())
  const lists = JSON.stringify(
    Object.entries(ROUTES).map(([route, people]) => ({ route, people: people?.map(email) ?? null })),
  )
  const { rows } = await sql<{ what: string }>`
    with could as (
      select h.id, h.waits_since as since, s.id as seller, s.open_leads
      from handoffs h join leads l on l.id = h.lead_id
        join jsonb_to_recordset(${lists}::jsonb) as r(route text, people jsonb) on r.route = h.route
        join sellers s on s.active and (s.id = l.owner_id or r.people is null or r.people = 'null' or r.people ? s.email)
      where h.state = 'open' and h.full_until is not null
        and not exists (select from offers o where o.handoff_id = h.id and o.round = h.round and o.seller_id = s.id)
        and not exists (select from leaves v where v.seller_id = s.id and v.from_at <= ${now} and v.until_at > ${now})),
    has as (
      select s.id, (select count(*) from handoffs h where h.owner_id = s.id and h.state = 'owned')
        + (select count(*) from offers o where o.seller_id = s.id and o.state = 'made') as leads from sellers s)
    select c.id || ' waits although ' || c.seller || ' has room' as what from could c join has on has.id = c.seller
      where c.open_leads is null or has.leads < c.open_leads
    union all select c.id || ' was overtaken by ' || v.handoff from could c join served v on v.seller = c.seller and v.since > c.since
      -- Whoever was offered to somebody who went on leave comes back to the place where he stood, and may be before both.
      where not exists (select from served b join offers o on o.handoff_id = b.handoff and o.state = 'withdrawn' and o.answered_at >= b.step
        where b.seller = c.seller and b.since < c.since)
    union all select s.id || ' has too many' from served v join sellers s on s.id = v.seller join has on has.id = s.id
      where has.leads > s.open_leads`.execute(store.db)
  return rows.map(({ what }) => what)
}
