import { expect, test } from 'vitest'
import { temporalWaker } from '../../../providers/temporal/waker.ts'
import { afterwards } from '../../harness/afterwards.ts'
import { type TestTemporal, testTemporal } from '../../harness/temporal.ts'

let temporal: TestTemporal

async function waker() {
  temporal ??= await testTemporal()
  const one = temporalWaker({ address: temporal.address })
  afterwards(() => one.close())
  return one
}

async function events(id: string) {
  const history = await temporal.client.workflow.getHandle(id).fetchHistory()
  return history.events ?? []
}

test('a wake starts the workflow with its id alone, on our task queue', async () => {
  const { wake } = await waker()
  await wake({ id: 'journey/one', type: 'journey' })
  const [started] = await events('journey/one')
  const attributes = started?.workflowExecutionStartedEventAttributes
  expect(attributes?.workflowType?.name).toBe('journey')
  expect(attributes?.taskQueue?.name).toBe('kindling')
  expect(Buffer.from(attributes?.input?.payloads?.[0]?.data ?? []).toString()).toBe('{"id":"one"}')
})

test('what has no slash in its id is given the whole id', async () => {
  const { wake } = await waker()
  await wake({ id: 'alarms', type: 'alarms' })
  const [started] = await events('alarms')
  const data = started?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  expect(Buffer.from(data ?? []).toString()).toBe('{"id":"alarms"}')
})

test('a delayed start has no task until a second wake ends the delay', async () => {
  const { wake } = await waker()
  const hour = 3_600_000
  await wake({ id: 'journey/later', type: 'journey', delayMs: hour })
  const tasks = async () =>
    (await events('journey/later')).filter((event) => event.workflowTaskScheduledEventAttributes)
  expect(await tasks()).toHaveLength(0)
  await wake({ id: 'journey/later', type: 'journey' })
  expect(await tasks()).toHaveLength(1)
})

test('a second wake signals the run that is there, a replacing one ends it', async () => {
  const { wake } = await waker()
  const run = async () => (await temporal.client.workflow.getHandle('lane/a').describe()).runId
  await wake({ id: 'lane/a', type: 'lane' })
  const first = await run()
  await wake({ id: 'lane/a', type: 'lane' })
  expect(await run()).toBe(first)
  await wake({ id: 'lane/a', type: 'lane', replace: true })
  expect(await run()).not.toBe(first)
})

test('a server that is down rejects the wake, and the same client goes on when it is back', async () => {
  const { wake, answers } = await waker()
  expect(await answers()).toBe(true)
  await temporal.kill()
  try {
    await expect(wake({ id: 'journey/down', type: 'journey' })).rejects.toThrow()
    expect(await answers()).toBe(false)
  } finally {
    await temporal.start()
  }
  await expect.poll(() => answers()).toBe(true)
  await wake({ id: 'journey/down', type: 'journey' })
  expect((await temporal.client.workflow.getHandle('journey/down').describe()).status.name).toBe('RUNNING')
})
