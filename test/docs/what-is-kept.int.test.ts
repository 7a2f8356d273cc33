import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../harness/database.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/what-is-kept.md'), 'utf8')

test('the page of what is kept names every table once, and none that is not there', async () => {
  const { db } = await testDatabase()
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class
    where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace order by 1`.execute(
    db,
  )
  const [, nobody = ''] = /Nothing of a person stands in ([^.]+)\./.exec(PAGE) ?? []
  const firsts = PAGE.split('\n').flatMap((line) => (/^\| (`[^|]+) \|/.exec(line) ?? [])[1] ?? [])
  const named = [...firsts, nobody].flatMap((text) => [...text.matchAll(/`(\w+)`/g)].map((one) => one[1]))
  expect(named.sort()).toEqual(rows.map(({ name }) => name))
})
