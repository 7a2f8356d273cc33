import { sql } from 'kysely'
import type { Db } from '../../../store/database.ts'

/**
 * What the checks reckon with, made of the history alone. `soak_owned`: who had which lead from when to when, by facts and
 * passes. `soak_work`: an instant so much working time later (Monday to Friday, 9 to 18 in the zone), reckoned without
 * our code. `soak_workdays`: the same time of day so many working days later. `soak_noted`: whether something due was done at its instant, or when somebody could work again.
 * `soak_hung_up`: when a call no longer keeps its offer open. `soak_told`: hand-offs whose facts still tell; those of erased leads do not.
 */
const GROUND = sql`
create materialized view soak_owned as
with owned as (
  select id, (props ->> 'handoff')::uuid as handoff, (props ->> 'seller')::uuid as seller, at,
    (props ->> 'contactDueAt')::timestamptz as due
  from facts where type in ('handoff.owned', 'handoff.passed')
), ends as (
  select handoff_id as handoff, from_seller as seller, at from passes where from_seller is not null
  union all select id, owner_id, closed_at from handoffs where closed_at is not null and owner_id is not null
)
select owned.*, (select min(ends.at) from ends
  where ends.handoff = owned.handoff and ends.seller = owned.seller and ends.at >= owned.at) as until
from owned;
create index on soak_owned (handoff, seller);
create materialized view soak_told as
  select distinct (props ->> 'handoff')::uuid as handoff from facts where type = 'handoff.opened' and props ? 'handoff';
create unique index on soak_told (handoff);
-- Who was asked since the last instant is asked for at each.
create index on offers (made_at);

create function soak_work(at timestamptz, ms bigint, zone text) returns timestamptz language sql stable as $$
  with spans as (
    select greatest(at, (day + time '09:00') at time zone zone) as opens, (day + time '18:00') at time zone zone as closes
    from (select (at at time zone zone)::date + n as day from generate_series(0, 40) n) every
    where extract(isodow from day) < 6
  ), sums as (
    select opens, closes, sum(extract(epoch from closes - opens) * 1000) over (order by opens) as upto
    from spans where opens < closes
  )
  select closes - make_interval(secs => (upto - ms) / 1000) from sums where upto >= ms order by opens limit 1
$$;

create function soak_workdays(at timestamptz, days int, zone text) returns timestamptz language sql stable as $$
  select (day + (at at time zone zone)::time) at time zone zone from (
    select (at at time zone zone)::date + n as day from generate_series(1, 40) n) every
  where extract(isodow from day) < 6 order by day limit 1 offset (days - 1)
$$;

create function soak_noted(due timestamptz, at timestamptz) returns boolean language sql stable as $$
  select at = due or exists (select from soak_outages where due between from_at and until_at and at > due and at <= until_at)
$$;
create function soak_hung_up(one calls) returns timestamptz language sql immutable as $$
  select coalesce(one.ended_at, one.answered_at + interval '2 hours', one.asked_at + interval '3 minutes')
$$;
`

/** Lays the ground for the checks, and where people note what they saw, and from when to when nobody worked. */
export const layGround = async (db: Db): Promise<void> => {
  await sql`create table soak_looks (handoff uuid, seller uuid, at timestamptz, saw boolean)`.execute(db)
  await sql`create table soak_outages (from_at timestamptz, until_at timestamptz)`.execute(db)
  await GROUND.execute(db)
}

/** Has the checks see the history as it stands now. */
export async function lookBack(db: Db): Promise<void> {
  await sql`refresh materialized view soak_owned`.execute(db)
  await sql`refresh materialized view soak_told`.execute(db)
  await sql`analyze`.execute(db)
}
