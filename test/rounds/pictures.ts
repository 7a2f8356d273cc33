import { sql } from 'kysely'
import type { Db } from '../../store/database.ts'

/** All that stands in a database, table by table, in words that are the same for the same history. */
export type Picture = Record<string, string[]>

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
/** Columns of machine time, of leases and of tries: they say when, not what. */
const MACHINE = new Set([
  ...['next_try_at', 'lease_until', 'mail_next_at', 'looked_at', 'next_look_at', 'seen_at', 'claim_id'],
  ...['holder', 'failing_since'],
])
/** Numbers that a sequence gives, and what names them. */
const NUMBERED = new Set(['id', 'fact_id', 'fact', 'reverses', 'click', 'entry_fact'])
/** What is told of itself by other rows: whom a sender of wakes has reached by now is a matter of moments. */
const LEFT_OUT = new Set(['migrations', 'outbox'])

/** What stood there before, so that what is new can be told by its kind and not by its id. */
export interface Before {
  ids: ReadonlySet<string>
  /** The last number of each table. */
  last: ReadonlyMap<string, number>
}

async function tables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by 1`.execute(db)
  return rows.map(({ name }) => name).filter((name) => !LEFT_OUT.has(name))
}

const rowsOf = async (db: Db, table: string): Promise<Record<string, unknown>[]> => {
  const { rows } = await sql<{
    row: Record<string, unknown>
  }>`select to_jsonb(t) as row from ${sql.table(table)} t`.execute(db)
  return rows.map(({ row }) => row)
}

/** What a database knows by id now. */
export async function knownIn(db: Db): Promise<Before> {
  const ids = new Set<string>()
  const last = new Map<string, number>()
  for (const table of await tables(db))
    for (const row of await rowsOf(db, table)) {
      for (const id of JSON.stringify(row).match(UUID) ?? []) ids.add(id)
      if (typeof row['id'] === 'number') last.set(table, Math.max(row['id'], last.get(table) ?? 0))
    }
  return { ids, last }
}

/** Draws it: ids that are new are all one, so that who came first among equals makes no difference. */
export async function pictureOf(db: Db, before: Before): Promise<Picture> {
  const picture: Picture = {}
  for (const table of await tables(db)) {
    const rows = await rowsOf(db, table)
    picture[table] = rows.map((row) => JSON.stringify(drawn(row, '', { table, before }))).sort()
  }
  return picture
}

function drawn(value: unknown, name: string, of: { table: string; before: Before }): unknown {
  const { ids, last } = of.before
  if (MACHINE.has(name)) return value === null ? null : 'set'
  if (typeof value === 'string')
    return (
      value
        .replaceAll(UUID, (id) => (ids.has(id) ? id : 'new'))
        .replaceAll(/\b(reply\/|enrol:[\w-]+:)(\d+)/g, '$1fact')
        // The name of a mail on the wire is the hash of its key.
        .replaceAll(/^<[0-9a-f]{32}@/g, '<mail@')
    )
  if (typeof value === 'number') {
    const known = last.get(name === 'id' ? of.table : 'facts') ?? 0
    return NUMBERED.has(name) && value > known ? 'new' : value
  }
  if (Array.isArray(value)) return value.map((one) => drawn(one, name, of))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, drawn(one, key, of)]))
}
