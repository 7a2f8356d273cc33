import { sql } from 'kysely'
import { type Db, instant, type Tx } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import type { HandoffRow } from './lock.ts'

const LOCK = 7210

/**
 * One lead of the house is given after the other: whoever holds this sees every place that was taken and everybody who
 * waits. After the locks of leads and hand-offs, before those of sellers.
 */
export const lockPlaces = ({ tx }: { tx: Tx }) => sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)

/** For whoever frees a place: nobody decides to wait meanwhile without having seen it. Several may hold it. */
export const sharePlaces = ({ tx }: { tx: Tx }) =>
  sql`select pg_advisory_xact_lock_shared(${LOCK})`.execute(tx)

/** A hand-off that waits for room, with who has a claim on it and who was asked in this round. */
export interface Waiter extends Pick<HandoffRow, 'id' | 'route' | 'kept_route' | 'terms' | 'wanted_seller'> {
  since: number
  lead_owner: string | null
  account_owner: string | null
  asked: string[]
}

/** Where somebody stands in the line: epoch ms, and the id where two came at once. */
export interface Place {
  since: number
  id: string
}

const waiting = sql`h.state = 'open' and h.full_until is not null and h.park_code is null and l.erased_at is null`

/** Whether anybody waits for room at all: mostly nobody does. */
export async function anybodyWaits({ tx }: { tx: Tx | Db }): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select exists (
    select from handoffs where state = 'open' and full_until is not null) as there`.execute(tx)
  return rows[0]?.there ?? false
}

/** Those that wait and may be served by one of these sellers, in their order; `after` and `before` exclusive. */
export async function waitersFor(
  m: Moment,
  sellers: readonly SellerRow[],
  { after, before, limit }: { after?: Place | undefined; before?: Place | undefined; limit: number },
): Promise<Waiter[]> {
  const { rows } = await sql<Waiter>`
    select h.id, h.route, h.kept_route, h.terms, h.wanted_seller, h.waits_since as since, l.owner_id as lead_owner,
      a.owner_id as account_owner,
      array(select o.seller_id from offers o where o.handoff_id = h.id and o.round = h.round) as asked
    from handoffs h join leads l on l.id = h.lead_id left join accounts a on a.id = l.account_id
    where ${waiting} and ${within({ after, before })} and ${mayBeServed(m, sellers)}
    order by h.waits_since, h.id limit ${limit}`.execute(m.tx)
  return rows
}

/** How many wait longer than this one for one of these sellers. */
export async function countBefore(m: Moment, sellers: readonly SellerRow[], before: Place): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n
    from handoffs h join leads l on l.id = h.lead_id left join accounts a on a.id = l.account_id
    where ${waiting} and ${within({ before })} and ${mayBeServed(m, sellers)}`.execute(m.tx)
  return rows[0]?.n ?? 0
}

const within = ({ after, before }: { after?: Place | undefined; before?: Place | undefined }) => sql`
  ${after ? sql`(h.waits_since, h.id) > (${instant(after.since)}, ${after.id}::uuid)` : sql`true`}
  and ${before ? sql`(h.waits_since, h.id) < (${instant(before.since)}, ${before.id}::uuid)` : sql`true`}`

/**
 * Rather too many than too few: whoever is named, has a claim, or stands on the route, as `pick` has it. A route that
 * was taken out is as it was kept with the hand-off.
 */
function mayBeServed({ release }: Moment, sellers: readonly SellerRow[]) {
  const ids = sellers.map(({ id }) => id)
  const emails = sellers.map(({ email }) => email)
  const routes = Object.entries(release.routing)
  const serving = routes.flatMap(([name, { sellers: named }]) =>
    named && !emails.some((email) => named.includes(email)) ? [] : [name],
  )
  const gone = routes.map(([name]) => name)
  return sql`(h.wanted_seller = any(${ids}::uuid[]) or l.owner_id = any(${ids}::uuid[]) or a.owner_id = any(${ids}::uuid[])
    or case when h.terms ->> 'mode' = 'assign' and h.terms ? 'sellers' then h.terms -> 'sellers' ?| ${emails}::text[]
      else h.route = any(${serving}::text[]) or h.route <> all(${gone}::text[]) end)`
}
