import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from '../../../store/database.ts'
import { eraseBehind } from '../../../store/erasure/behind.ts'
import { erase } from '../../../store/erasure/erase.ts'
import { readReceipt } from '../../../store/erasure/receipt.ts'
import type { Store } from '../../../store/store.ts'
import { afterwards } from '../../harness/afterwards.ts'
import { until } from '../../harness/until.ts'

/** A data folder that goes when the test file is over. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-erasure-'))
  afterwards(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Erases, and lets the worker's round go on until it is done. */
export async function eraseWhole(store: Store, named: Parameters<typeof erase>[1], dataDir: string) {
  const { id, fresh } = await erase(store, named, { actor: 'test' })
  await finishErasure(store, id, dataDir)
  return { id, fresh, receipt: await readReceipt(store.db, id) }
}

/** Rounds until this erasure is done; what is on its way has to settle first. */
export const finishErasure = (store: Store, id: string, dataDir: string) =>
  until(
    async () => {
      await eraseBehind(store, { dataDir })
      return (await readReceipt(store.db, id)).state === 'done'
    },
    { what: 'the erasure to be done' },
  )

/** Where in the database any of these words stands, as `table: word`; whatever the type of the column and the case. */
export async function traces(db: Db, words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`.execute(db)
  const found: string[] = []
  for (const { name } of tables) {
    for (const word of words) {
      const { rows } = await sql<{ there: boolean }>`
        select exists (select from ${sql.table(name)} t where t::text ilike ${`%${word}%`}) as there`.execute(
        db,
      )
      if (rows[0]?.there) found.push(`${name}: ${word}`)
    }
  }
  return found
}
