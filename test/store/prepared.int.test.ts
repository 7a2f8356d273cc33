import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testStore } from '../harness/store.ts'

test('a query that is built has its name right behind its first word', async () => {
  const { db } = await testStore()
  const names = await db.connection().execute(async (one) => {
    for (const name of ['default', 'other'])
      await one
        .selectFrom('lanes')
        .modifyFront(sql`/* lane-pace */`)
        .select('per_second')
        .where('name', '=', name)
        .execute()
    const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements`.execute(one)
    return rows
  })
  expect(names).toEqual([{ name: 'lane-pace' }])
})

test('a statement that begins with a name is prepared once for a connection; others are not', async () => {
  const { db } = await testStore()
  const names = await db.connection().execute(async (one) => {
    for (const n of [1, 2, 3]) {
      const { rows } = await sql<{ n: number }>`/* add-one */ select ${n}::int + 1 as n`.execute(one)
      expect(rows).toEqual([{ n: n + 1 }])
      await sql`select ${n}::int`.execute(one)
    }
    await expect(sql`/* add-one */ select 2`.execute(one)).rejects.toThrow(/unique/)
    const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements`.execute(one)
    return rows
  })
  expect(names).toEqual([{ name: 'add-one' }])
})
