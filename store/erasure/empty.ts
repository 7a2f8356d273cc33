import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../database.ts'
import { COVERED, type Link } from './covered.ts'

/** How many rows of each table went or were emptied. */
export type Counts = Record<string, number>

/** Adds counts up; what is nothing is not told. */
export function added(one: Counts, other: Counts): Counts {
  const sum = { ...one }
  for (const [table, n] of Object.entries(other)) if (n > 0) sum[table] = (sum[table] ?? 0) + n
  return sum
}

type Found = Exclude<Link, 'apart' | 'nobody'>

/** Which rows of a table are of these leads. */
function ofThem(table: string, of: Found, leads: string[]): RawBuilder<unknown> {
  const ids = sql`any(${leads}::uuid[])`
  const WHERE: Record<Found, RawBuilder<unknown>> = {
    lead: table === 'leads' ? sql`id = ${ids}` : sql`lead_id = ${ids}`,
    journey: sql`journey_id in (select id from journeys where lead_id = ${ids})`,
    handoff: sql`handoff_id in (select id from handoffs where lead_id = ${ids})`,
    audited: sql`subject = any(${leads}::text[])`,
  }
  return WHERE[of]
}

/** All that is done at once: rows that go, and columns that are emptied, as `COVERED` has them. The leads are locked. */
export async function emptyAtOnce(tx: Tx, leads: string[]): Promise<Counts> {
  const counts: Counts = {}
  for (const [table, { of, rows, behind, emptied }] of Object.entries(COVERED)) {
    if (of === 'apart' || of === 'nobody' || behind) continue
    const where = ofThem(table, of, leads)
    const name = sql.table(table)
    const columns = Object.entries(emptied ?? {})
    if (rows === 'stay' && columns.length === 0) continue
    const set = sql.join(columns.map(([column, value]) => sql`${sql.ref(column)} = ${sql.raw(value)}`))
    const done =
      rows === 'go'
        ? await sql`delete from ${name} where ${where}`.execute(tx)
        : await sql`update ${name} set ${set} where ${where}`.execute(tx)
    counts[table] = Number(done.numAffectedRows ?? 0)
  }
  return counts
}
