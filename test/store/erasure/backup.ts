import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Db, openDatabase } from '../../../store/database.ts'
import { afterwards } from '../../harness/afterwards.ts'
import { until } from '../../harness/until.ts'

async function admin(...statements: string[]): Promise<void> {
  const connectionString = inject('postgresTemplate').replace(/template_kindling$/, 'postgres')
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Another database with all that this one holds now, as a restored backup of it would be. */
export async function restoredCopy(url: string): Promise<Db> {
  const from = new URL(url).pathname.slice(1)
  const name = `test_${randomBytes(8).toString('hex')}`
  // A copy is made of a database that nobody is in; its pool connects again by itself, and a worker's may do so too early.
  await until(
    async () => {
      await admin(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${from}'`,
        `create database ${name} template ${from}`,
      )
      return true
    },
    { what: 'a moment in which nobody is in the database' },
  )
  const db = openDatabase(url.replace(from, name), { max: 4 })
  afterwards(async () => {
    await db.destroy()
    await admin(`drop database if exists ${name} with (force)`)
  })
  return db
}
