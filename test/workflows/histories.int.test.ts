import '../harness/trial-facts.ts'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkflowHandle } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { Worker } from '@temporalio/worker'
import { did, fact, handOff, on, sequence, wait } from 'kindling'
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { journeysOf } from '../../store/journeys/read.ts'
import { workerOptions } from '../../worker/temporal.ts'
import { type RealWorker, realWorker } from '../harness/real-worker.ts'
import { publishedRelease } from '../harness/release.ts'
import { until } from '../harness/until.ts'

// Runs every workflow on a real server and replays what it did. With KINDLING_RECORD=1 the histories are kept in
// test/histories, where replay.int.test.ts replays them for ever.
const FOLDER = join(import.meta.dirname, '../histories')
// All leads of this test are people there: none of them may be found in a history.
const LEADS_DOMAIN = 'works.example'

const plans = [
  sequence('three-waits', { enter: on(fact('trial.review-submitted')), topic: 'know-how' }, [
    wait('2 hours', { id: 'one' }),
    wait('2 hours', { id: 'two' }),
    wait('2 hours', { id: 'three' }),
  ]),
  sequence('woken', { enter: on(fact('trial.call-requested')), topic: 'know-how' }, [
    wait('1 year', { until: did('trial.document-opened') }),
    wait('1 year', { id: 'again', until: did('trial.document-opened', { times: { atLeast: 2 } }) }),
  ]),
  sequence('to-sales', { enter: on(fact('trial.case-opened')), topic: 'know-how' }, [handOff('sales')]),
]

let real: RealWorker
beforeAll(async () => {
  real = await realWorker({ scale: 1500 })
  await publishedRelease(real.store, { plans: plans.map((plan) => compile(plan)) })
  await real.startWorker()
})

const say = (type: string, email: string) => acceptFacts(real.store, [{ type, lead: { email } }])
async function journeyOf(email: string) {
  const lead = await real.store.db
    .selectFrom('leads')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  const [journey] = await journeysOf(real.store.db, lead.id)
  if (!journey) throw new Error('no journey')
  return journey
}
const workflow = (id: string) => real.temporal.client.workflow.getHandle(id)
const isRunning = (id: string) => async () => (await workflow(id).describe()).status.name === 'RUNNING'

async function check(name: string, handle: WorkflowHandle): Promise<string> {
  const history = await handle.fetchHistory()
  const text = historyToJSON(history)
  expect(text).not.toContain(LEADS_DOMAIN)
  const { workflowsPath } = workerOptions({})
  await Worker.runReplayHistory({ workflowsPath }, history, handle.workflowId)
  if (process.env.KINDLING_RECORD) {
    await mkdir(FOLDER, { recursive: true })
    await writeFile(join(FOLDER, `${name}.json`), `${text}\n`)
  }
  return text
}

test('a journey of three waits that starts with a delay', async () => {
  await say('trial.review-submitted', 'three@works.example')
  const { id } = await journeyOf('three@works.example')
  await until(isRunning(`journey/${id}`))
  await until(async () => (await journeyOf('three@works.example')).status === 'done')
  await workflow(`journey/${id}`).result()
  await check('journey-three-waits', workflow(`journey/${id}`))
})

test('a journey that facts wake', async () => {
  await say('trial.call-requested', 'woken@works.example')
  const { id } = await journeyOf('woken@works.example')
  await until(isRunning(`journey/${id}`))
  await say('trial.document-opened', 'woken@works.example')
  await until(async () => (await journeyOf('woken@works.example')).step?.includes('again'))
  await say('trial.document-opened', 'woken@works.example')
  await workflow(`journey/${id}`).result()
  await check('journey-woken', workflow(`journey/${id}`))
})

test('a hand-off that nobody can take', async () => {
  await say('trial.case-opened', 'sales@works.example')
  const handoff = await real.store.db.selectFrom('handoffs').select('id').executeTakeFirstOrThrow()
  const handle = workflow(`handoff/${handoff.id}`)
  await until(async () => historyToJSON(await handle.fetchHistory()).includes('MARKER_RECORDED'))
  await check('handoff', handle)
})

test('a lane and the alarms', async () => {
  for (const [type, id] of [
    ['lane', 'lane/default'],
    ['alarms', 'alarms'],
  ] as const) {
    const turns = async () =>
      historyToJSON(await workflow(id).fetchHistory()).split('ACTIVITY_TASK_COMPLETED').length - 1
    await real.store.waker.wake({ id, type })
    await until(async () => (await turns()) >= 1)
    await real.store.waker.wake({ id, type })
    await until(async () => (await turns()) >= 2)
    await check(type, workflow(id))
  }
})
