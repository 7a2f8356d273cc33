import './quiet.ts'
import { join } from 'node:path'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { inject } from 'vitest'
import type { Clock } from '../../store/clock.ts'
import { afterwards } from './afterwards.ts'

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
  process.env.KINDLING_TEST_SERVER = jars
  const path = join(import.meta.dirname, '../time-skipping/server.sh')
  const env = await started(() =>
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: jars ? { type: 'existing-path', path } : { type: 'cached-download' } },
    }),
  )
  afterwards(() => env.teardown())
  const ahead = start === undefined ? 0 : start - (await env.currentTimeMs())
  const now = async () => (await env.currentTimeMs()) + ahead
  return { env, clock: { now, machineMs: (businessMs) => businessMs } }
}

/** The SDK gives the server five seconds to start; a busy machine takes longer now and then. */
const TRIES = 5

async function started<T>(start: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await start()
  } catch (error) {
    if (tries <= 1 || !String(error).includes('did not start within')) throw error
    return started(start, tries - 1)
  }
}
