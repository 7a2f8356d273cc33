import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testStore } from '../harness/store.ts'

test('the log of the database holds no values of rows', async () => {
  const { db } = await testStore()
  const { rows } = await sql<{ log_error_verbosity: string }>`show log_error_verbosity`.execute(db)
  expect(rows[0]?.log_error_verbosity).toBe('terse')
})
