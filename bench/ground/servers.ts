import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { postgresAnswers, postgresCommand, preparePostgres } from '../../start/postgres.mjs'
import { findTemporal, temporalAnswers, temporalCommand } from '../../start/temporal.mjs'
import { freePort } from '../../test/harness/ports.ts'
import { until } from '../../test/harness/until.ts'
import { whenOver } from './ending.ts'
import { run } from './process.ts'

/** A folder that goes when the bench is over. */
export async function folderForBench(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-bench-'))
  whenOver(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A server of this bench: where it answers, and the process whose CPU is measured. */
export interface Server {
  pid: number
  address: string
}

/** Postgres with an empty database `bench`. `fsync` is off: disks differ too much to be part of a ratio. */
export async function postgres(folder: string): Promise<Server> {
  const [data, port] = [join(folder, 'postgres'), await freePort()]
  preparePostgres({ folder: data, user: 'kindling' })
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']
  const pid = run(postgresCommand({ folder: data, port, settings }), join(folder, 'postgres.log'), 'SIGINT')
  await until(() => postgresAnswers('127.0.0.1', port), { what: 'Postgres to answer' })
  const admin = new pg.Client({ connectionString: `postgres://kindling@127.0.0.1:${port}/postgres` })
  await admin.connect()
  await admin.query('create database bench')
  await admin.end()
  return { pid, address: `postgres://kindling@127.0.0.1:${port}/bench` }
}

/** The real Temporal server, with its database in a file, as `npm start` runs it. */
export async function temporal(folder: string): Promise<Server> {
  const program = await findTemporal((doing) => process.stderr.write(`${doing}\n`))
  const port = await freePort()
  const command = temporalCommand({ program, port, database: join(folder, 'temporal.db') })
  const pid = run(command, join(folder, 'temporal.log'))
  const address = `127.0.0.1:${port}`
  await until(() => temporalAnswers(address), { what: 'Temporal to answer' })
  return { pid, address }
}
