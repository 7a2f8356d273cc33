import { sql } from 'kysely'
import type { Moment } from '../moment.ts'
import type { Work } from './behind.ts'
import type { Counts } from './empty.ts'

/** Rows of each of the long tables in one transaction. */
const BATCH = 1000

/**
 * Deletes what a person did and what was decided about it, a batch from each of the long tables, with the keys of the facts.
 * @returns how many rows went; nothing where none is left
 */
export async function deleteBatch(m: Moment, work: Work): Promise<Counts> {
  const { leads } = work
  const facts = await sql<{ n: number; keys: number; things: string[] | null }>`
    with gone as materialized (
      select id, accepted_at, things from facts where lead_id = any(${leads}::uuid[]) limit ${BATCH}
    ), keys as (
      delete from fact_keys where fact_id in (select id from gone) returning 1
    ), facts as (
      delete from facts f using gone where f.id = gone.id and f.accepted_at = gone.accepted_at
    )
    select (select count(*)::int from gone) as n, (select count(*)::int from keys) as keys,
      (select array_agg(distinct thing) from gone, unnest(things) thing) as things`.execute(m.tx)
  const [gone] = facts.rows
  work.sought.things = [...new Set([...work.sought.things, ...(gone?.things ?? [])])]
  return {
    facts: gone?.n ?? 0,
    fact_keys: gone?.keys ?? 0,
    score_lines: await some(m, 'score_lines', ['id', 'at'], leads),
    journal: await some(m, 'journal', ['id', 'at'], leads),
    visits: await some(m, 'visits', ['id'], leads),
  }
}

async function some(m: Moment, table: string, key: string[], leads: string[]): Promise<number> {
  const name = sql.table(table)
  const columns = sql.join(key.map((column) => sql.ref(column)))
  const gone = await sql`delete from ${name} where (${columns}) in (
    select ${columns} from ${name} where lead_id = any(${leads}::uuid[]) limit ${BATCH})`.execute(m.tx)
  return Number(gone.numAffectedRows ?? 0)
}
