import { sql } from 'kysely'
import { lanesOf } from '../../core/mail/mail-lanes.ts'
import type { Release } from '../../core/release/release.ts'
import { json, type Tx } from '../database.ts'

/** Writes the terms of a release into the rows of its lanes; what happened to a lane stays. Lanes that are gone keep their row. */
export async function writeLanes(tx: Tx, release: Pick<Release, 'lanes'>): Promise<void> {
  const rows = Object.entries(lanesOf(release)).map(([name, { perSecond, connections }]) => ({
    name,
    perSecond,
    connections,
  }))
  await sql`insert into lanes (name, per_second, connections)
    select name, "perSecond", connections
    from jsonb_to_recordset(${json(rows)}) as x(name text, "perSecond" double precision, connections integer)
    order by name
    on conflict (name) do update set per_second = excluded.per_second, connections = excluded.connections
      where (lanes.per_second, lanes.connections) is distinct from (excluded.per_second, excluded.connections)`.execute(
    tx,
  )
}
