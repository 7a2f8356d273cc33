import { fileURLToPath } from 'node:url'
import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { testDatabase } from './database.ts'
import { skippedTime } from './skipped-time.ts'

const DAY = 86_400_000

test('a month of Temporal is over in a moment, and the clock of the store goes with it', async () => {
  const { db } = await testDatabase()
  const { env, clock } = await skippedTime()
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'month',
    workflowsPath: fileURLToPath(new URL('./month-workflow.ts', import.meta.url)),
  })
  const before = await clock.now(db)
  await worker.runUntil(env.client.workflow.execute('month', { taskQueue: 'month', workflowId: 'month' }))
  const days = ((await clock.now(db)) - before) / DAY
  expect(days).toBeGreaterThanOrEqual(30)
  expect(days).toBeLessThan(30.1)
})
