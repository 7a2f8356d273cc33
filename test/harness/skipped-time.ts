import './quiet.ts'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { inject } from 'vitest'
import type { Clock } from '../../store/clock.ts'
import { afterwards } from './afterwards.ts'
import { freePort } from './ports.ts'
import { until } from './until.ts'

export interface SkippedTime {
  env: TestWorkflowEnvironment
  /** Business time is Temporal's: what a workflow sleeps through is over for the store too. */
  clock: Clock
}

/**
 * A Temporal in which nobody waits: while a result is awaited (`workflow.execute`, `handle.result()`, `env.sleep`),
 * time jumps to the next timer. It never jumps while an activity runs, and a signal does not end a start delay in it.
 * `start`: business time at the beginning, epoch ms; else Temporal's, which is the machine's.
 */
export async function skippedTime({ start }: { start?: number } = {}): Promise<SkippedTime> {
  const jars = inject('timeSkippingJars')
  const server = jars ? await running(jars) : { executable: { type: 'cached-download' as const } }
  const env = await started(() => TestWorkflowEnvironment.createTimeSkipping({ server }))
  afterwards(() => env.teardown())
  const ahead = start === undefined ? 0 : start - (await env.currentTimeMs())
  const now = async () => (await env.currentTimeMs()) + ahead
  return { env, clock: { now, machineMs: (businessMs) => businessMs } }
}

// The SDK gives a server that it starts five seconds, which is less than Java needs on a busy machine. So ours runs before
// the SDK looks for it, and what the SDK starts only stands in for it.
async function running(jars: string) {
  const port = await freePort()
  const main = 'io.temporal.testserver.TestServer'
  const options = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m', '-cp', `${jars}/*`]
  const child = spawn('java', [...options, main, String(port)], { stdio: 'ignore' })
  afterwards(async () => {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  })
  await until(() => listens(port), { what: 'the time-skipping server to answer' })
  const path = join(import.meta.dirname, '../time-skipping/stand-in.sh')
  return { port, executable: { type: 'existing-path' as const, path } }
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** A server that the SDK fetches and starts itself may be too slow for it now and then. */
const TRIES = 5

async function started<T>(start: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await start()
  } catch (error) {
    if (tries <= 1 || !String(error).includes('did not start within')) throw error
    return started(start, tries - 1)
  }
}
