import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { COVERED } from '../../../store/erasure/covered.ts'
import { testStore } from '../../harness/store.ts'

const store = await testStore()

/** Every column that can hold words, by table; parts of a divided table are the table itself. */
async function columns(): Promise<Map<string, { name: string; wordy: boolean }[]>> {
  const { rows } = await sql<{ table: string; name: string; wordy: boolean }>`
    select c.relname as table, a.attname as name,
      t.typcategory in ('S', 'A') or t.typname in ('json', 'jsonb', 'bytea', 'xml', 'inet') as wordy
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      join pg_type t on t.oid = a.atttypid
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
    order by 1, a.attnum`.execute(store.db)
  const found = new Map<string, { name: string; wordy: boolean }[]>()
  for (const { table, ...column } of rows) found.set(table, [...(found.get(table) ?? []), column])
  return found
}

test('of every table it is decided what an erasure does with it', async () => {
  expect(Object.keys(COVERED).sort()).toEqual([...(await columns()).keys()].sort())
})

test('every column that can hold words goes, is emptied, or may stay for a reason', async () => {
  for (const [table, all] of await columns()) {
    const covered = COVERED[table]
    if (!covered || covered.rows === 'go') continue
    const decided = [...Object.keys(covered.emptied ?? {}), ...Object.values(covered.stays ?? {}).flat()]
    const wordy = all.filter((column) => column.wordy).map(({ name }) => name)
    expect(
      wordy.filter((name) => !decided.includes(name)),
      `${table}: decide of these in store/erasure/covered.ts`,
    ).toEqual([])
    const names = new Set(all.map(({ name }) => name))
    expect(
      decided.filter((name) => !names.has(name)),
      `${table} has no such column`,
    ).toEqual([])
    expect(new Set(decided).size, `${table}: twice`).toBe(decided.length)
  }
})
