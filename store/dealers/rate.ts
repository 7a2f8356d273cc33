import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { rate, type Rating } from '../../core/sales/rating.ts'
import { type Db, instant, json, type Tx } from '../database.ts'
import type { Look } from '../handoffs/values.ts'
import type { DealersTable } from '../tables/dealers.ts'

export type DealerRow = Selectable<DealersTable>

const DAY = 24 * 3600 * 1000
/** Past leads count for so long. */
const COUNTS_MS = 180 * DAY
/** Stars older than this are reckoned anew when somebody asks for them. */
const STALE_MS = DAY

/** Outcomes that say that a lead came to nothing by the dealer's doing or by none. */
const POOR = ['not-reached', 'not reached', 'bad-lead']

interface Counts {
  id: string
  leads: number
  due: number
  quick: number
  over: number
  good: number
}

/**
 * What is known of each dealer, by name: what the maker said, and from the leads whose contacts it saw in the last 180
 * days `leads`, `speed` (how many of the first contacts that were due were in time), `quality` (how many of those that are
 * over came to a talk and to no bad end). A lead that was taken back was late and came to nothing. `called` and `offered`:
 * of the clients who were asked and answered, how many say that somebody called, and offered our product. Without such
 * leads these are not known, and count as nothing.
 */
export async function figuresOf(
  { tx, now }: Pick<Look, 'tx' | 'now'>,
  dealers: readonly DealerRow[],
): Promise<Map<string, Record<string, number>>> {
  const known = new Map(dealers.map((one) => [one.id, { ...one.figures }]))
  if (dealers.length === 0) return known
  const ids = dealers.map(({ id }) => id)
  const { rows } = await sql<Counts>`
    select id, count(*)::int as leads,
      count(*) filter (where lost or contacted_at is not null or contact_due_at <= ${instant(now)})::int as due,
      count(*) filter (where not lost and contacted_at <= contact_due_at)::int as quick,
      count(*) filter (where lost or closed)::int as over,
      count(*) filter (where not lost and closed and contacted_at is not null and not outcome = any(${POOR}))::int as good
    from (
      select had.dealer_id as id, h.dealer_id is distinct from had.dealer_id as lost, 
        -- Erased before anybody spoke with it: that came to nothing by nobody's doing.
        h.state = 'closed' and (h.outcome <> 'erased' or h.contacted_at is not null) as closed,
        h.contacted_at, h.contact_due_at, h.outcome
      from (
        select dealer_id, handoff_id from reveals where dealer_id = any(${ids})
        group by dealer_id, handoff_id having max(at) >= ${instant(now - COUNTS_MS)}
      ) as had join handoffs h on h.id = had.handoff_id
    ) as leads
    group by id`.execute(tx)
  for (const { id, leads, due, quick, over, good } of rows) {
    Object.assign(known.get(id) ?? {}, {
      leads,
      ...(due > 0 && { speed: quick / due }),
      ...(over > 0 && { quality: good / over }),
    })
  }
  const checks = await sql<{ id: string; answered: number; called: number; offered: number }>`
    select dealer_id as id, count(*)::int as answered, count(*) filter (where called)::int as called,
      count(*) filter (where offered)::int as offered
    from lead_checks
    where dealer_id = any(${ids}) and asked_at >= ${instant(now - COUNTS_MS)} and answered_at is not null
    group by dealer_id`.execute(tx)
  for (const { id, answered, called, offered } of checks.rows)
    Object.assign(known.get(id) ?? {}, { called: called / answered, offered: offered / answered })
  return known
}

/** The stars of these dealers, reckoned now; empty where no formula is published. */
export async function ratingsOf(look: Look, dealers: readonly DealerRow[]): Promise<Map<string, Rating>> {
  const { rating } = look.release
  if (rating === undefined) return new Map()
  const figures = await figuresOf(look, dealers)
  return new Map(
    dealers.map((one) => [one.id, rate(rating, figures.get(one.id) ?? {}, look.release.labels?.figures)]),
  )
}

const isStale = ({ release, now }: Look, dealer: DealerRow): boolean =>
  dealer.rated_at === null || dealer.rated_release !== release.id || dealer.rated_at < now - STALE_MS

/** The same dealers with stars that are a day old at most. `keep`: inside a transaction, new ones are written down. */
export async function rated(look: Look, dealers: DealerRow[], { keep = false } = {}): Promise<DealerRow[]> {
  const stale = dealers.filter((one) => isStale(look, one))
  const ratings = await ratingsOf(look, stale)
  const fresh = dealers.map((one) => {
    const rating = ratings.get(one.id)
    return rating ? { ...one, stars: rating.stars, stars_why: rating.why } : one
  })
  if (keep) await keepRatings(look, ratings)
  return fresh
}

/** Writes stars down in one statement, the rows locked in the order of their ids: two may rate at once. */
async function keepRatings({ tx, now, release }: Look, ratings: Map<string, Rating>): Promise<void> {
  if (ratings.size === 0) return
  const rows = [...ratings].map(([id, { stars, why }]) => ({ id, stars, why }))
  await sql`
    with rated as (select id, stars, why from jsonb_to_recordset(${json(rows)}) as x(id uuid, stars float8, why jsonb)),
      locked as materialized (
        select id from dealers where id in (select id from rated) order by id for no key update)
    update dealers set stars = rated.stars, stars_why = rated.why, rated_at = ${instant(now)}, rated_release = ${release.id}
    from rated join locked using (id) where dealers.id = rated.id`.execute(tx)
}

/** Reckons the stars of one dealer anew: its figures changed, or one of its leads is over. */
export async function rateDealer(look: Look, id: string): Promise<void> {
  const dealer = await readDealer(look.tx, id)
  if (dealer) await keepRatings(look, await ratingsOf(look, [dealer]))
}

/** One dealer, active or not. */
export const readDealer = (on: Tx | Db, id: string): Promise<DealerRow | undefined> =>
  on.selectFrom('dealers').selectAll().where('id', '=', id).executeTakeFirst()
