import '../harness/trial-facts.ts'
import {
  becomes,
  did,
  enrol,
  entry,
  fact,
  heat,
  not,
  on,
  record,
  sequence,
  set,
  split,
  task,
  wait,
  when,
} from 'kindling'
import { ref } from '../../core/language/values.ts'
import { compile } from '../../core/plan/compile.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { pauseJourney, resumeJourney, startJourney, stopJourney } from '../../store/journeys/control.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import { journeysOf } from '../../store/journeys/read.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { publishedRelease } from '../harness/release.ts'
import { MONDAY, type TestStore, testStore } from '../harness/store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const stage = ref<string>('lead.stage')
const topic = 'know-how' as const

const sequences = [
  sequence('per-enquiry', { enter: on(fact('trial.enquiry-withdrawn'), { per: 'enquiry' }), topic }, [
    wait('3 days'),
  ]),
  sequence(
    'gentle',
    { enter: on(fact('trial.call-requested'), { again: '180 days' }), topic, group: 'nurture' },
    [wait('1 week')],
  ),
  sequence('urgent', { enter: on(fact('trial.case-opened')), topic, group: 'nurture', priority: 8 }, [
    wait('1 week'),
  ]),
  sequence('weak', { enter: on(fact('trial.review-submitted')), topic, group: 'nurture', priority: 2 }, [
    wait('1 week'),
  ]),
  sequence('hot', { enter: on(becomes(heat.atLeast(60))), topic }, [set(stage, 'hot')]),
  sequence('cooled', { enter: on(becomes(not(heat.atLeast(30))), { again: 'always' }), topic }, [
    set(stage, 'cold'),
  ]),
  sequence(
    'asks',
    {
      enter: on(fact('trial.complaint-opened'), { again: 'always' }),
      topic,
      goal: when(did('trial.deal-won')),
    },
    [
      wait('2 days', {
        until: did('trial.document-opened'),
        then: [set(stage, 'opened')],
        else: [set(stage, 'silent')],
      }),
    ],
  ),
  sequence('circle-a', { enter: on(fact('trial.survey-answered'), { again: 'always' }), topic }, [
    record('trial.deal-delivered'),
  ]),
  sequence('circle-b', { enter: on(fact('trial.deal-delivered'), { again: 'always' }), topic }, [
    record('trial.survey-answered'),
  ]),
  sequence('poison', { enter: on(fact('trial.event-missed')), topic }, [
    wait('1 day'),
    enrol('gone' as never),
  ]),
  sequence('arms', { enter: on(fact('trial.event-attended')), topic }, [
    split('which', { a: [set(stage, 'a')], b: [set(stage, 'b')] }),
  ]),
  sequence(
    'tasks',
    { topic, goal: when(did('trial.deal-won'), [task('thank', { to: entry('by'), due: '1 workday' })]) },
    [task('first', { to: entry('by'), due: '1 workday' }), wait('1 week')],
  ),
  sequence('who', { enter: on(fact('trial.contract-signed'), { who: entry('contact') }), topic }, [
    wait('1 day'),
  ]),
]

let store: TestStore
beforeAll(async () => {
  store = await testStore()
  const kinds = { 'trial.enquiry-withdrawn': { about: 'lead' as const } }
  await publishedRelease(store, { plans: sequences.map((one) => compile(one)), facts: kinds })
})
beforeEach(() => store.clock.set(MONDAY))

let people = 0
const somebody = () => `p${people++}@works.example`
const say = (email: string, type: string, props: Record<string, unknown> = {}) =>
  acceptFacts(store, [{ type, lead: { email }, props }])
const leadOf = (email: string) =>
  store.db.selectFrom('leads').selectAll().where('email', '=', email).executeTakeFirstOrThrow()
const journeys = async (email: string) => journeysOf(store.db, (await leadOf(email)).id)
const storyOf = async (email: string) => {
  const rows = await store.db
    .selectFrom('journal')
    .select('data')
    .where('lead_id', '=', (await leadOf(email)).id)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.data)
}

test('two enquiries of one lead are two journeys; the same one again is refused, and the story says so', async () => {
  const who = somebody()
  await say(who, 'trial.enquiry-withdrawn', { enquiry: 'E1' })
  await say(who, 'trial.enquiry-withdrawn', { enquiry: 'E2' })
  await say(who, 'trial.enquiry-withdrawn', { enquiry: 'E1' })
  expect((await journeys(who)).map((one) => one.thing).sort()).toEqual(['enquiry:E1', 'enquiry:E2'])
  expect(await storyOf(who)).toContainEqual(
    expect.objectContaining({ what: 'not entered', reason: 'already in' }),
  )
})

test('a fact that names no thing starts nothing that is about one', async () => {
  const who = somebody()
  await say(who, 'trial.enquiry-withdrawn')
  expect(await journeys(who)).toEqual([])
  expect(await storyOf(who)).toContainEqual(expect.objectContaining({ reason: 'no enquiry named' }))
})

test('a higher priority replaces in the group, an equal or lower one is refused', async () => {
  const who = somebody()
  await say(who, 'trial.call-requested')
  await say(who, 'trial.review-submitted')
  await say(who, 'trial.case-opened')
  const states = Object.fromEntries((await journeys(who)).map((one) => [one.sequence, one]))
  expect(states['gentle']).toMatchObject({
    status: 'done',
    outcome: 'replaced',
    reason: 'replaced by urgent',
  })
  expect(states['urgent']).toMatchObject({ status: 'running' })
  expect(states['weak']).toBeUndefined()
})

test('again after 180 days, not before', async () => {
  const who = somebody()
  await say(who, 'trial.call-requested')
  const [first] = await journeys(who)
  store.clock.advance(8 * DAY)
  await journeyTurn(store, first?.id ?? '')
  await say(who, 'trial.call-requested')
  expect(await journeys(who)).toHaveLength(1)
  store.clock.advance(173 * DAY)
  await say(who, 'trial.call-requested')
  expect(await journeys(who)).toHaveLength(2)
})

test('becoming hot starts at the fact; cooling starts by the alarm', async () => {
  const who = somebody()
  for (let n = 0; n < 6; n++) await say(who, 'email.clicked', { human: true })
  expect((await leadOf(who)).fields).toEqual({ stage: 'hot' })
  expect((await leadOf(who)).category).toBe('hot')
  store.clock.advance(15 * DAY)
  await drainAlarms(store, { until: performance.now() + 60_000, beat: () => {} })
  expect((await leadOf(who)).fields).toEqual({ stage: 'cold' })
  expect((await leadOf(who)).category).toBe('warm')
})

test('a turn that is not due changes nothing, however often it runs', async () => {
  const who = somebody()
  await say(who, 'trial.complaint-opened')
  const [journey] = await journeys(who)
  const before = await store.db
    .selectFrom('journeys')
    .selectAll()
    .where('id', '=', journey?.id ?? '')
    .executeTakeFirstOrThrow()
  for (let n = 0; n < 5; n++) await journeyTurn(store, before.id)
  const after = await store.db
    .selectFrom('journeys')
    .selectAll()
    .where('id', '=', before.id)
    .executeTakeFirstOrThrow()
  expect(after).toEqual(before)
})

test('the same turn asked for by twenty workers at once runs once', async () => {
  const who = somebody()
  await say(who, 'trial.complaint-opened')
  const [journey] = await journeys(who)
  store.clock.advance(3 * DAY)
  await Promise.all(Array.from({ length: 20 }, () => journeyTurn(store, journey?.id ?? '')))
  expect((await leadOf(who)).fields).toEqual({ stage: 'silent' })
  const changes = await store.db
    .selectFrom('facts')
    .select('id')
    .where('type', '=', 'lead.changed')
    .where('lead_id', '=', (await leadOf(who)).id)
    .execute()
  expect(changes).toHaveLength(1)
})

test('a fact that is waited for wakes its journey and no other', async () => {
  const [who, other] = [somebody(), somebody()]
  await say(who, 'trial.complaint-opened')
  await say(other, 'trial.complaint-opened')
  await say(who, 'trial.document-opened')
  const due = await store.db
    .selectFrom('journeys')
    .select('lead_id')
    .where('wake_at', 'is not', null)
    .where('lead_id', 'in', [(await leadOf(who)).id, (await leadOf(other)).id])
    .execute()
  expect(due.map((one) => one.lead_id)).toEqual([(await leadOf(who)).id])
  const [journey] = await journeys(who)
  expect(await journeyTurn(store, journey?.id ?? '')).toEqual({ done: true })
  expect((await leadOf(who)).fields).toEqual({ stage: 'opened' })
})

test('facts that cause each other in a circle come to an end', async () => {
  const who = somebody()
  await say(who, 'trial.survey-answered')
  expect((await journeys(who)).map((one) => one.status)).toEqual(['done', 'done'])
  expect(await storyOf(who)).toContainEqual(
    expect.objectContaining({ sequence: 'circle-a', reason: 'already in' }),
  )
})

test('a journey that always throws is parked after five tries with a code, and can be resumed', async () => {
  const who = somebody()
  await say(who, 'trial.event-missed')
  const [journey] = await journeys(who)
  const id = journey?.id ?? ''
  store.clock.advance(2 * DAY)
  for (let n = 0; n < 4; n++) await expect(journeyTurn(store, id)).rejects.toThrow()
  expect(await journeyTurn(store, id)).toMatchObject({ done: false, sleepMs: null })
  expect((await journeys(who))[0]).toMatchObject({ status: 'parked', parkCode: 'sequence_unknown' })
  await resumeJourney(store, id)
  expect((await journeys(who))[0]).toMatchObject({ status: 'running', parkCode: null })
})

test('paused, nothing runs; resumed, what fell due runs; stopped, it is over for good', async () => {
  const who = somebody()
  await say(who, 'trial.complaint-opened')
  const [journey] = await journeys(who)
  const id = journey?.id ?? ''
  await pauseJourney(store, id)
  store.clock.advance(3 * DAY)
  expect(await journeyTurn(store, id)).toMatchObject({ sleepMs: null })
  expect((await leadOf(who)).fields).toEqual({})
  await resumeJourney(store, id)
  expect(await journeyTurn(store, id)).toEqual({ done: true })
  await expect(stopJourney(store, id, 'too late')).rejects.toMatchObject({ code: 'journey_done' })
  await say(who, 'trial.complaint-opened')
  const [next] = await journeys(who)
  await stopJourney(store, next?.id ?? '', 'asked to')
  expect((await journeys(who))[0]).toMatchObject({ status: 'done', outcome: 'stopped', reason: 'asked to' })
})

test('a split gives the same lead the same arm, and both arms their share', async () => {
  const arms: Record<string, number> = { a: 0, b: 0 }
  for (let n = 0; n < 60; n++) {
    const who = somebody()
    await say(who, 'trial.event-attended')
    const { stage: arm } = (await leadOf(who)).fields as { stage: string }
    arms[arm] = (arms[arm] ?? 0) + 1
  }
  expect(arms['a']).toBeGreaterThan(12)
  expect(arms['b']).toBeGreaterThan(12)
})

test('who names another lead: that one enters, under its own lock', async () => {
  const [signer, contact] = [somebody(), somebody()]
  await say(contact, 'page.viewed')
  await say(signer, 'trial.contract-signed', { contract: 'C1', contact })
  await drainAlarms(store, { until: performance.now() + 60_000, beat: () => {} })
  expect(await journeys(signer)).toEqual([])
  expect(await journeys(contact)).toMatchObject([{ sequence: 'who', status: 'running' }])
})

test('who names a field that is empty: the one the fact is about enters', async () => {
  const signer = somebody()
  await say(signer, 'trial.contract-signed', { contract: 'C2' })
  expect(await journeys(signer)).toMatchObject([{ sequence: 'who', status: 'running' }])
})

test("a journey by a person's word follows the same rules", async () => {
  const who = somebody()
  await say(who, 'page.viewed')
  const lead = (await leadOf(who)).id
  expect(await startJourney(store, { sequence: 'gentle', lead })).toHaveProperty('id')
  expect(await startJourney(store, { sequence: 'gentle', lead })).toEqual({ refused: 'already in' })
  await expect(startJourney(store, { sequence: 'no-such', lead })).rejects.toMatchObject({
    code: 'sequence_unknown',
  })
})

test('what the ending turn begins outlives the journey; what it began before ends with it', async () => {
  const who = somebody()
  await say(who, 'trial.event-missed')
  const lead = (await leadOf(who)).id
  await startJourney(store, { sequence: 'tasks', lead })
  await say(who, 'trial.deal-won')
  const [journey] = await store.db
    .selectFrom('journeys')
    .selectAll()
    .where('lead_id', '=', lead)
    .where('sequence', '=', 'tasks')
    .execute()
  await journeyTurn(store, journey?.id ?? '')
  const tasks = await store.db
    .selectFrom('tasks')
    .select(['step', 'note'])
    .where('lead_id', '=', lead)
    .orderBy('step')
    .execute()
  expect(tasks).toEqual([
    { step: 'first', note: expect.stringContaining('journey ended') },
    { step: 'thank', note: null },
  ])
})
