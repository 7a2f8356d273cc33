import { type RawBuilder, sql } from 'kysely'
import { type Db, instant, type Tx } from './database.ts'

/**
 * A lead that nobody looks after. `since`: epoch ms; `last`: what it came out of, without any person; the same in parts: `of`
 * what, by its name (the route of sales, the sequence) with its outcome.
 */
export interface Adrift {
  id: string
  since: number
  last: string
  of: 'rest' | 'sales' | 'journey' | 'nothing'
  name: string | null
  outcome: string | null
}

/** Where all leads are, each counted once, in this order. */
export interface Whereabouts {
  /** With sales: somebody has it, or is asked. */
  inSales: number
  /** Nobody has room yet. */
  waitingForRoom: number
  /** In a journey that runs, is paused or parked. */
  inJourney: number
  /** About to enter one, or to be called again on a day that was said. */
  expected: number
  /** Rests, and its story says why. */
  resting: number
  /** Wants no mail from us. */
  saidNo: number
  /** None of these. */
  adrift: number
}

type Condition = RawBuilder<boolean>

// What holds a lead, most urgent first. Each looks at `l`.
const held = (now: number): Record<Exclude<keyof Whereabouts, 'adrift'>, Condition> => ({
  inSales: sql`exists (select from handoffs h where h.lead_id = l.id and h.state <> 'closed' and h.full_until is null)`,
  waitingForRoom: sql`exists (select from handoffs h where h.lead_id = l.id and h.state <> 'closed')`,
  inJourney: sql`exists (select from journeys j where j.lead_id = l.id and j.status <> 'done')`,
  expected: sql`exists (select from alarms a where a.lead_id = l.id and a.code is null
    and (starts_with(a.what, 'enrol:') or starts_with(a.what, 'call:')))`,
  // A rest explains nothing once the lead entered a journey after it, or its time is over. A hand-off ends in its own.
  resting: sql`(l.hush_until > ${instant(now)} or exists (select from rests r where r.lead_id = l.id
    and (r.until is null or r.until > ${instant(now)})
    and not exists (select from journeys j where j.lead_id = l.id and j.entered_at > r.at)))`,
  // The hash of store/address-hash.ts.
  saidNo: sql`exists (select from suppressions s where s.topic = ''
    and s.address_hash = encode(sha256(convert_to('kindling address ' || l.email, 'UTF8')), 'hex'))`,
})

// Who is none of these, since when, and what it came out of.
function placed(now: number): RawBuilder<unknown> {
  const none = Object.values(held(now)).map((condition) => sql<boolean>`not coalesce(${condition}, false)`)
  return sql`with alone as (
      select l.id, l.created_at,
        (select max(ended_at) from journeys j where j.lead_id = l.id) as journey_at,
        (select max(closed_at) from handoffs h where h.lead_id = l.id) as handoff_at,
        (select least(until, ${instant(now)}) from rests r where r.lead_id = l.id) as rest_at
      from leads l where l.erased_at is null and ${sql.join(none, sql` and `)}
    ), placed as (
      select id, greatest(created_at, journey_at, handoff_at, rest_at) as since,
        case
          when rest_at is not null and rest_at >= greatest(created_at, journey_at, handoff_at) then 'rest'
          when handoff_at is not null and handoff_at >= greatest(created_at, journey_at) then 'sales'
          when journey_at is not null then 'journey'
          else 'nothing'
        end as of
      from alone
    )`
}

/**
 * Leads in no journey, no hand-off and no explained rest, the ones that drift longest first. There should be none: who
 * stands here is nobody's. `after`: the last one of the page before; `before`: only who drifts since then or longer.
 */
export async function adrift(
  on: Db | Tx,
  now: number,
  {
    limit = 100,
    after,
    before,
  }: { limit?: number; after?: { since: number; id: string }; before?: number } = {},
): Promise<Adrift[]> {
  const { rows } = await sql<Adrift>`
    ${placed(now)}
    select placed.id, since, of, coalesce(h.name, j.name) as name, coalesce(h.outcome, j.outcome) as outcome,
      case of
        when 'rest' then 'its rest is over'
        when 'sales' then 'sales: ' || coalesce(h.outcome, '')
        when 'journey' then j.name || ': ' || coalesce(j.outcome, '')
        else 'never entered anything'
      end as last
    from placed
    left join lateral (select route as name, outcome from handoffs where of = 'sales' and lead_id = placed.id
      order by closed_at desc nulls last limit 1) h on true
    left join lateral (select sequence as name, outcome from journeys where of = 'journey' and lead_id = placed.id
      order by ended_at desc nulls last limit 1) j on true
    where ${after ? sql`(since, placed.id) > (${instant(after.since)}::timestamptz, ${after.id}::uuid)` : sql`true`}
      and ${before === undefined ? sql`true` : sql`since <= ${instant(before)}`}
    order by since, placed.id limit ${limit}`.execute(on)
  return rows
}

/** How many drift since `before`, epoch ms, or longer. */
export async function countAdrift(on: Db | Tx, now: number, before: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    ${placed(now)} select count(*)::int as n from placed where since <= ${instant(before)}`.execute(on)
  return rows[0]?.n ?? 0
}

/** How many leads are where. The sum is all leads that are not erased: nobody is missing. */
export async function whereabouts(on: Db | Tx, now: number): Promise<Whereabouts> {
  const cases = Object.entries(held(now)).map(
    ([name, condition]) => sql`when coalesce(${condition}, false) then ${sql.lit(name)}`,
  )
  const { rows } = await sql<{ place: keyof Whereabouts; n: number }>`
    select case ${sql.join(cases, sql` `)} else 'adrift' end as place, count(*)::int as n
    from leads l where l.erased_at is null group by 1`.execute(on)
  const counts: Whereabouts = {
    inSales: 0,
    waitingForRoom: 0,
    inJourney: 0,
    expected: 0,
    resting: 0,
    saidNo: 0,
    adrift: 0,
  }
  for (const { place, n } of rows) counts[place] = n
  return counts
}
