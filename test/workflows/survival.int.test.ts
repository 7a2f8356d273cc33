import '../harness/trial-facts.ts'
import { did, end, fact, on, sequence, set, wait, when } from 'kindling'
import { sql } from 'kysely'
import { ref } from '../../core/language/values.ts'
import { compile } from '../../core/plan/compile.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { startJourney } from '../../store/journeys/control.ts'
import { upsertLead } from '../../store/leads.ts'
import { journeysOf, readJourney } from '../../store/journeys/read.ts'
import { beforeAll, expect, test } from 'vitest'
import { publishedRelease } from '../harness/release.ts'
import { type RealWorker, realWorker } from '../harness/real-worker.ts'
import { until } from '../harness/until.ts'

const SCALE = 1500
const stage = ref<string>('lead.stage')

const nap = sequence(
  'nap',
  {
    enter: on(fact('trial.review-submitted')),
    topic: 'know-how',
    stop: [when(did('trial.deal-lost'), [end('lost')])],
  },
  [wait('4 hours', { id: 'nap' }), set(stage, 'awake')],
)
const winter = sequence('winter', { enter: on(fact('trial.case-opened')), topic: 'know-how' }, [
  wait('30 days', { id: 'sleep' }),
  set(stage, 'awake'),
])
const listening = sequence(
  'listening',
  { enter: on(fact('trial.call-requested'), { again: 'always' }), topic: 'know-how' },
  [wait('1 year', { id: 'for-a-click', until: did('trial.document-opened') }), set(stage, 'opened')],
)

let real: RealWorker
let stopWorker: () => Promise<void>
beforeAll(async () => {
  real = await realWorker({ scale: SCALE })
  await publishedRelease(real.store, { plans: [compile(nap), compile(winter), compile(listening)] })
  stopWorker = await real.startWorker()
})

const leadOf = async (email: string) =>
  (await real.store.db.selectFrom('leads').select('id').where('email', '=', email).executeTakeFirstOrThrow())
    .id
const say = (type: string, email: string) => acceptFacts(real.store, [{ type, lead: { email } }])
const only = async (email: string) => {
  const [journey] = await journeysOf(real.store.db, await leadOf(email))
  if (!journey) throw new Error('no journey')
  return journey
}
const isDone = (email: string) => async () => (await only(email)).status === 'done'
/** Lets 31 days go by at once, so that how fast the machine is does not matter. */
const winterIsOver = () =>
  sql`update clock_anchor set business_at = business_at + interval '31 days'`.execute(real.store.db)
const handle = (id: string) => real.temporal.client.workflow.getHandle(`journey/${id}`)
const hasWorkflow = (id: string) => async () => (await handle(id).describe()).status.name === 'RUNNING'

test('a journey sleeps through its start delay and ends on time', async () => {
  await say('trial.review-submitted', 'one@works.example')
  const journey = await only('one@works.example')
  expect(journey.status).toBe('running')
  await until(isDone('one@works.example'))
  const done = await readJourney(real.store.db, journey.id)
  const hours = ((done.endedAt ?? 0) - done.enteredAt) / 3_600_000
  expect(hours).toBeGreaterThanOrEqual(4)
})

test('a fact ends the start delay of the journey that waits for it', async () => {
  await say('trial.call-requested', 'click@works.example')
  const journey = await only('click@works.example')
  await until(hasWorkflow(journey.id))
  await say('trial.document-opened', 'click@works.example')
  await until(isDone('click@works.example'))
})

test('a fact that comes before the workflow knows of its wait is not lost', async () => {
  await Promise.all([
    say('trial.call-requested', 'early@works.example'),
    say('trial.document-opened', 'early@works.example'),
  ])
  await say('trial.document-opened', 'early@works.example')
  await until(isDone('early@works.example'))
})

test('a terminated workflow comes back and ends its journey', async () => {
  await say('trial.case-opened', 'terminated@works.example')
  const journey = await only('terminated@works.example')
  await until(hasWorkflow(journey.id))
  await handle(journey.id).terminate('by a test')
  await winterIsOver()
  await until(isDone('terminated@works.example'))
})

test('with no worker and no Temporal facts are taken as before, and all goes on when they are back', async () => {
  await stopWorker()
  await real.temporal.kill()
  try {
    const { accepted } = await say('trial.review-submitted', 'dark@works.example')
    expect(accepted).toHaveLength(1)
    expect((await only('dark@works.example')).status).toBe('running')
  } finally {
    await real.temporal.start()
    stopWorker = await real.startWorker()
  }
  await until(isDone('dark@works.example'))
})

test('two hundred sleeping journeys come back after the database of Temporal is lost', async () => {
  const emails = Array.from({ length: 200 }, (_, n) => `many${n}@works.example`)
  await acceptFacts(
    real.store,
    emails.map((email) => ({ type: 'trial.case-opened', lead: { email } })),
  )
  const asleep = () =>
    real.store.db
      .selectFrom('journeys')
      .innerJoin('leads', 'leads.id', 'journeys.lead_id')
      .select('journeys.id')
      .where('journeys.sequence', '=', 'winter')
      .where('journeys.status', '=', 'running')
      .where('leads.email', 'like', 'many%')
      .execute()
  // Two hundred of anything take a slow machine their time.
  const ms = 300_000
  const isTold = async () => (await real.store.db.selectFrom('outbox').select('n').execute()).length === 0
  await until(async () => (await asleep()).length === 200, { ms, what: 'two hundred to sleep' })
  await until(isTold, { ms, what: 'all of them to be told to Temporal' })
  await real.temporal.kill()
  await real.temporal.start({ empty: true })
  await winterIsOver()
  await until(async () => (await asleep()).length === 0, { ms, what: 'two hundred to wake' })
  const changes = await real.store.db
    .selectFrom('facts')
    .innerJoin('leads', 'leads.id', 'facts.lead_id')
    .select('facts.id')
    .where('facts.type', '=', 'lead.changed')
    .where('leads.email', 'like', 'many%')
    .execute()
  expect(changes).toHaveLength(200)
})

test('two workers share the work, and each journey does its step once', async () => {
  const email = 'shared@works.example'
  const { id: lead } = await upsertLead(real.store, { email })
  const stopSecond = await real.startWorker()
  try {
    const begun = await startJourney(real.store, { sequence: 'listening', lead })
    expect(begun).toHaveProperty('id')
    await say('trial.document-opened', email)
    await until(isDone(email))
  } finally {
    await stopSecond()
  }
  const endings = await real.store.db
    .selectFrom('journal')
    .select('id')
    .where('lead_id', '=', lead)
    .where('kind', '=', 'decision')
    .where('data', '@>', JSON.stringify({ what: 'ended', sequence: 'listening' }) as never)
    .execute()
  expect(endings).toHaveLength(1)
})
