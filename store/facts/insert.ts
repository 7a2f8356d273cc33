import { sql } from 'kysely'
import { instant, json, type Tx } from '../database.ts'

/** A fact whose lead, company and things are known. Instants in epoch ms of business time. */
export interface FactRow {
  type: string
  at: number
  key: string | null
  known: boolean
  leadId: string | null
  accountId: string | null
  things: string[]
  props: Record<string, unknown>
}

/** A fact that is in the store. */
export interface StoredFact extends FactRow {
  id: number
}

/**
 * Inserts facts in one statement, in their order. A key that was seen before (also within the same call) gives the id
 * of the fact that has it, with `fresh: false`, and changes nothing.
 */
export async function insertFacts(
  tx: Tx,
  rows: FactRow[],
  now: number,
): Promise<{ id: number; fresh: boolean }[]> {
  const input = rows.map((row, n) => ({ ...row, n, at: instant(row.at).toISOString() }))
  if (rows.every(({ key }) => key === null)) return insertAll(tx, input, now)
  const { rows: out } = await sql<{ n: number; id: number; fresh: boolean }>`/* insert-keyed-facts */
    with input as (
      select * from jsonb_to_recordset(${json(input)}) as x(
        n int, type text, at timestamptz, key text, known boolean, "leadId" uuid, "accountId" uuid, things text[], props jsonb)
    ), numbered as materialized (
      select *, nextval('facts_id_seq') as id from input
    ), keyed as (
      insert into fact_keys (key, fact_id, at)
      select key, id, at from numbered where key is not null order by key, n
      on conflict do nothing returning fact_id
    ), made as (
      insert into facts (id, accepted_at, at, type, known, lead_id, account_id, things, props)
      select id, ${instant(now)}, at, type, known, "leadId", "accountId", things, props from numbered
      where key is null or id in (select fact_id from keyed)
    )
    select n, id, key is null or id in (select fact_id from keyed) as fresh from numbered order by n`.execute(
    tx,
  )
  const repeated = out.filter((row) => !row.fresh).map((row) => rows[row.n]?.key ?? '')
  const before = await idsOfKeys(tx, repeated)
  return out.map((row) =>
    row.fresh
      ? { id: row.id, fresh: true }
      : { id: before.get(rows[row.n]?.key ?? '') ?? row.id, fresh: false },
  )
}

/** Facts without keys: none of them was seen before. */
async function insertAll(tx: Tx, input: object[], now: number): Promise<{ id: number; fresh: boolean }[]> {
  const { rows } = await sql<{ id: number }>`
    insert into facts (accepted_at, at, type, known, lead_id, account_id, things, props)
    select ${instant(now)}, at, type, known, "leadId", "accountId", things, props
    from jsonb_to_recordset(${json(input)}) as x(
      n int, type text, at timestamptz, known boolean, "leadId" uuid, "accountId" uuid, things text[], props jsonb)
    order by n returning id`.execute(tx)
  return rows.map(({ id }) => ({ id, fresh: true }))
}

async function idsOfKeys(tx: Tx, keys: string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map()
  const rows = await tx.selectFrom('fact_keys').select(['key', 'fact_id']).where('key', 'in', keys).execute()
  return new Map(rows.map((row) => [row.key, row.fact_id]))
}
