import './quiet.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { findTemporal, temporalAnswers, temporalCommand } from '../../start/temporal.mjs'
import { afterwards } from './afterwards.ts'
import { freePort } from './ports.ts'
import { until } from './until.ts'

export interface TestTemporal {
  address: string
  client: Client
  /** Ends the server at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same port; `empty` loses everything it knew. */
  start(options?: { empty?: boolean }): Promise<void>
}

/** A real server of the caller's own on a free port, ended with the test file. */
export async function testTemporal(): Promise<TestTemporal> {
  const program = await findTemporal(() => {})
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const folder = await mkdtemp(join(tmpdir(), 'kindling-temporal-'))
  const database = join(folder, 'temporal.db')
  let child: ChildProcess | undefined

  async function start({ empty = false } = {}): Promise<void> {
    if (empty) for (const end of ['', '-wal', '-shm']) await rm(`${database}${end}`, { force: true })
    const command = temporalCommand({ program, port, database })
    child = spawn(command.file, command.args, { stdio: 'ignore' })
    await until(() => temporalAnswers(address), { ms: 120_000, what: 'Temporal to answer' })
  }
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  await start()
  const connection = Connection.lazy({ address })
  afterwards(async () => {
    await connection.close()
    await kill()
    await rm(folder, { recursive: true, force: true })
  })
  return { address, client: new Client({ connection }), kill, start }
}
