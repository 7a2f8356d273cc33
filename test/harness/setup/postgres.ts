import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { postgresAnswers, postgresCommand, preparePostgres } from '../../../start/postgres.mjs'
import { migrate } from '../../../store/migrate.ts'
import { freePort } from '../ports.ts'
import { until } from '../until.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A database that nobody writes to; `testDatabase` copies it. */
    postgresTemplate: string
    /** The folder of the server's socket, which is quicker than its port; empty where the system knows none. */
    postgresSocket: string
  }
}

interface Server {
  child: ChildProcess
  folder: string
  url: string
  socket: string
  users: number
}

// One server a run, for all projects: each loads this module anew, so it is kept where all find it.
const SHARED = Symbol.for('kindling.test.postgres')
const shared = globalThis as { [SHARED]?: Promise<Server> }

/** A server in a folder of its own that loses its data with the machine, and nothing else: tests need no disk. */
async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-test-'))
  const port = await freePort()
  const data = join(folder, 'postgres')
  preparePostgres({ folder: data, user: 'kindling' })
  const socket = process.platform === 'win32' ? '' : data
  const settings = [
    `unix_socket_directories=${socket}`,
    'fsync=off',
    'full_page_writes=off',
    'synchronous_commit=off',
    'max_connections=300',
  ]
  const command = postgresCommand({ folder: data, port, settings })
  const child = spawn(command.file, command.args, { ...command.options, stdio: 'ignore' })
  await until(() => postgresAnswers('127.0.0.1', port), { ms: 120_000, what: 'Postgres to answer' })
  const url = `postgres://kindling@127.0.0.1:${port}/template_kindling`
  const admin = new pg.Client({ connectionString: url.replace(/template_kindling$/, 'postgres') })
  await admin.connect()
  await admin.query('create database template_kindling')
  await admin.end()
  await migrate(url)
  return { child, folder, url, socket, users: 0 }
}

/** Starts Postgres for the first project that asks, ends it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared[SHARED] ??= startServer()
  const server = await shared[SHARED]
  server.users += 1
  project.provide('postgresTemplate', server.url)
  project.provide('postgresSocket', server.socket)
  return async () => {
    server.users -= 1
    if (server.users > 0) return
    shared[SHARED] = undefined
    const gone = once(server.child, 'exit')
    server.child.kill('SIGQUIT')
    await gone
    await rm(server.folder, { recursive: true, force: true })
  }
}
