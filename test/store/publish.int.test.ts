import '../harness/trial-facts.ts'
import { readFileSync } from 'node:fs'
import {
  audience,
  becomes,
  before,
  did,
  fact,
  inSegment,
  mainContact,
  next,
  not,
  on,
  overdue,
  send,
  sequence,
  set,
  wait,
} from 'kindling'
import { beforeEach, expect, test } from 'vitest'
import { liveFaults } from '../../cli/marketing/live-faults.ts'
import { startPosition } from '../../core/advance/position.ts'
import { ref } from '../../core/language/values.ts'
import { compile } from '../../core/plan/compile.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { json } from '../../store/database.ts'
import { publishRelease } from '../../store/releases.ts'
import { publishedRelease, small } from '../harness/release.ts'
import { type TestStore, testStore } from '../harness/store.ts'
import { languageScene } from './language-scene.ts'

const topic = 'know-how' as const
const stage = ref<string>('lead.stage')
const kinds = {
  'order.placed': { about: 'account' as const },
  'contract.signed': { about: 'account' as const },
}
const facts = kinds
const things = { contract: ['endsAt', 'contact'], enquiry: ['deadline'] }
const plansOf = (...trees: Parameters<typeof compile>[0][]) => trees.map((tree) => compile(tree, kinds))

let store: TestStore
let scene: ReturnType<typeof languageScene>
beforeEach(async () => {
  store = await testStore({ at: '2026-03-02T09:00:00Z' })
  scene = languageScene(store)
  await publishedRelease(store, { facts, things })
})

const clients = sequence('clients', { enter: on(becomes(stage.is('client'))), topic }, [wait('1 week')])
const quiet = sequence(
  'quiet',
  { enter: on(becomes(not(did('page.viewed' as never, { within: '30 days' })))), topic },
  [wait('1 week')],
)
const silent = overdue('order.placed', { by: 1.5, fallback: '180 days' })
const winBack = sequence('win-back', { enter: on(becomes(silent), { who: mainContact() }), topic }, [
  wait('1 week'),
])
const endsAt = ref<Date>('contract.endsAt')
const renewal = sequence(
  'renewal',
  { enter: on(before(endsAt, '60 days'), { per: 'contract', who: ref<string>('contract.contact') }), topic },
  [wait('1 week')],
)

test('publishing enrols nobody for whom the condition is true already', async () => {
  const lead = await scene.person('a@works.example', { fields: { stage: 'client' } })
  await publishedRelease(store, { facts, things, plans: plansOf(clients) })
  await scene.drain()
  await scene.say({ type: 'page.viewed', lead: { id: lead }, props: { page: '/' } })
  await scene.person('a@works.example', { city: 'Ulm' })
  expect(await scene.journeys(lead)).toEqual([])
  const other = await scene.person('b@works.example', { fields: { stage: 'potential' } })
  await scene.person('b@works.example', { fields: { stage: 'client' } })
  expect(await scene.journeys(other)).toHaveLength(1)
})

test('asked to, it enters them too, once, through alarms', async () => {
  const client = await scene.person('a@works.example', { fields: { stage: 'client' } })
  const other = await scene.person('b@works.example')
  const marketing = { ...small, facts, things, plans: plansOf(clients) }
  await publishRelease(store, marketing, { enrolExisting: ['clients'] })
  expect(await scene.journeys(client)).toEqual([])
  await scene.drain()
  expect(await scene.journeys(client)).toMatchObject([{ sequence: 'clients' }])
  expect(await scene.journeys(other)).toEqual([])
  // Also later, for the release in force.
  const third = await scene.person('c@works.example')
  await store.db
    .updateTable('leads')
    .set({ fields: json({ stage: 'client' }) })
    .where('id', '=', third)
    .execute()
  expect(await publishRelease(store, marketing, { enrolExisting: ['clients'] })).toMatchObject({
    changed: false,
  })
  await scene.drain()
  expect(await scene.journeys(third)).toHaveLength(1)
  expect(await scene.journeys(client)).toHaveLength(1)
})

test('what time will make true after the release is armed by it', async () => {
  const reader = await scene.person('a@works.example')
  const never = await scene.person('b@works.example')
  await scene.say({ type: 'page.viewed', lead: { id: reader }, props: { page: '/' } })
  await scene.until('2026-03-10T09:00:00Z')
  await publishedRelease(store, { facts, things, plans: plansOf(quiet) })
  await scene.until('2026-04-01T08:59:00Z')
  expect(await scene.journeys(reader)).toEqual([])
  await scene.until('2026-04-01T09:00:00Z')
  expect(await scene.journeys(reader)).toHaveLength(1)
  expect(await scene.journeys(never)).toEqual([])
})

test('companies and things that were there before the release: rhythm and dates', async () => {
  const buyer = await scene.person('a@works.example')
  const account = { domain: 'works.example' }
  await scene.say({ type: 'order.placed', account, props: { order: '1' } })
  await scene.say({
    type: 'contract.signed',
    account,
    props: { contract: 'C-1', endsAt: '2026-04-01', contact: 'a@works.example' },
  })
  await scene.say({
    type: 'contract.signed',
    account,
    props: { contract: 'C-2', endsAt: '2026-09-01', contact: 'a@works.example' },
  })
  await publishedRelease(store, { facts, things, plans: plansOf(winBack, renewal) })
  await scene.drain()
  expect((await scene.journeys(buyer)).map((one) => one.key)).toEqual(['contract:C-1@2026-04-01'])
  await scene.until('2026-12-01T00:00:00Z')
  expect((await scene.journeys(buyer)).map((one) => [one.sequence, one.entered_at])).toEqual([
    ['renewal', Date.parse('2026-03-02T09:00:00Z')],
    ['renewal', Date.parse('2026-07-03T00:00:00Z')],
    ['win-back', Date.parse('2026-03-02T09:00:00Z') + 180 * 86_400_000],
  ])
})

const waits = sequence('waits', { enter: on(fact('trial.case-opened')), topic }, [
  wait('1 year', { until: inSegment('big' as never), then: [set(stage, 'big')] }),
])
const size = ref<number>('lead.size')

test('a segment is the newest one; who waits for it looks again when its words change', async () => {
  await publishedRelease(store, {
    facts,
    things,
    plans: plansOf(waits),
    segments: { big: size.atLeast(100) },
  })
  const lead = await scene.person('a@works.example', { fields: { size: 50 } })
  await scene.say({ type: 'trial.case-opened', lead: { id: lead }, props: {} })
  await publishedRelease(store, { facts, things, plans: plansOf(waits), segments: { big: size.atLeast(40) } })
  await scene.until(store.clock.read() + 1)
  expect(await scene.journeys(lead)).toMatchObject([{ status: 'done' }])
})

test('who comes into a segment by a fact enters; a segment that is gone enters nobody', async () => {
  const entering = sequence('entering', { enter: on(becomes(inSegment('big' as never))), topic }, [
    wait('1 day'),
  ])
  await publishedRelease(store, {
    facts,
    things,
    plans: plansOf(entering),
    segments: { big: size.atLeast(100) },
  })
  const lead = await scene.person('a@works.example', { fields: { size: 50 } })
  await scene.person('a@works.example', { fields: { size: 150 } })
  expect(await scene.journeys(lead)).toHaveLength(1)
  await publishedRelease(store, { facts, things, plans: plansOf(entering) })
  const other = await scene.person('b@works.example', { fields: { size: 150 } })
  expect(await scene.journeys(other)).toEqual([])
})

test('names that running journeys need cannot be taken away', async () => {
  const needy = sequence(
    'needy',
    { enter: on(fact('trial.case-opened')), topic, during: [audience('warm' as never)] },
    [wait('1 day', { until: inSegment('big' as never) }), send(next('reading' as never))],
  )
  const whole = {
    ...small,
    topics: { 'know-how': { label: { en: 'Know-how' }, sender: 'marketing' } },
    facts: { 'trial.case-opened': { about: 'lead' as const } },
    plans: plansOf(needy),
    segments: { big: size.atLeast(100) },
    tracks: { reading: [] },
    audiences: ['warm'],
  }
  await publishRelease(store, whole)
  await scene.say({ type: 'trial.case-opened', lead: { email: 'a@works.example' }, props: {} })
  expect(await liveFaults(store.db, { ...whole, plans: [] })).toEqual([])
  const bare = { ...whole, plans: [], segments: {}, tracks: {}, audiences: [] }
  const words = (await liveFaults(store.db, bare)).map((fault) => fault.message)
  expect(words.sort()).toEqual([
    "no audience is called 'warm', and running journeys need it",
    "no segment is called 'big', and running journeys need it",
    "no track is called 'reading', and running journeys need it",
  ])
})

test('a journey on a plan of format 1 runs on, whatever is published', async () => {
  const plan = JSON.parse(readFileSync(new URL('../golden/plan-1.json', import.meta.url), 'utf8')) as Plan
  const sales = small.routing['sales'] as (typeof small.routing)[string]
  await publishedRelease(store, { facts, things, routing: { tenders: sales, sales } })
  const lead = await scene.person('a@works.example')
  await store.db
    .insertInto('plans')
    .values({ hash: plan.hash, sequence: plan.sequence, format: plan.format, body: json(plan) })
    .execute()
  await store.db
    .insertInto('journeys')
    .values({
      sequence: plan.sequence,
      plan_hash: plan.hash,
      lead_id: lead,
      thing: 'enquiry:E1',
      key: 'enquiry:E1',
      position: json(startPosition()),
      entered_at: new Date(store.clock.read()),
      wake_at: new Date(store.clock.read()),
    })
    .execute()
  await scene.until('2026-03-02T09:00:01Z')
  const [journey] = await scene.journeys(lead)
  expect(journey).toMatchObject({ status: 'running', wake_at: null, position: { at: 'wait:3 workdays' } })
  expect(journey?.wait_at).toBe(Date.parse('2026-03-05T09:00:00Z'))
})
