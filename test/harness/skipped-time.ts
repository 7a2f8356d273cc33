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
 */
export async function skippedTime(): Promise<SkippedTime> {
  const jars = inject('timeSkippingJars')
  process.env.KINDLING_TEST_SERVER = jars
  const path = join(import.meta.dirname, '../time-skipping/server.sh')
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: jars ? { type: 'existing-path', path } : { type: 'cached-download' } },
  })
  afterwards(() => env.teardown())
  return { env, clock: { now: () => env.currentTimeMs(), machineMs: (businessMs) => businessMs } }
}
