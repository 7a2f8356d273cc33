import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Db, openDatabase } from '../../store/database.ts'
import { afterwards } from './afterwards.ts'

export interface TestDatabase {
  db: Db
  url: string
  close(): Promise<void>
}

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({
    connectionString: inject('postgresTemplate').replace(/template_kindling$/, 'postgres'),
  })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1)

/**
 * A fresh, migrated, empty database of its own; it goes when the test file is over. `like`: a copy of another one, to
 * which nobody may be connected. `socket`: reached without the network, for what asks it a million times.
 */
export async function testDatabase(
  options: { max?: number; like?: string; socket?: boolean } = {},
): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await admin(`create database ${name} template ${nameOf(options.like ?? inject('postgresTemplate'))}`)
  const port = inject('postgresTemplate').replace(/template_kindling$/, name)
  const folder = encodeURIComponent(inject('postgresSocket'))
  const url = options.socket && folder ? port.replace('127.0.0.1', folder) : port
  const db = openDatabase(url, { max: options.max ?? 8 })
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await db.destroy()
    await admin(`drop database if exists ${name} with (force)`)
  }
  afterwards(close)
  return { db, url, close }
}
