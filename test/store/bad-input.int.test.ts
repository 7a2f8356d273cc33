import '../harness/trial-facts.ts'
import {
  did,
  enrol,
  fact,
  headOf,
  next,
  on,
  owner,
  repeat,
  send,
  sequence,
  set,
  task,
  wait,
  when,
} from 'kindling'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { ref } from '../../core/language/values.ts'
import { compile } from '../../core/plan/compile.ts'
import { template } from '../mail/mail-world.ts'
import { publishedRelease } from '../harness/release.ts'
import { MONDAY, type TestStore, testStore } from '../harness/store.ts'
import { DAY, languageScene } from './language-scene.ts'

const topic = 'news' as never
const stage = ref<string>('lead.stage')
const name = (text: string) => text as never

const sequences = [
  sequence('a', { enter: on(fact('trial.case-opened'), { again: 'always' }), topic }, [enrol(name('b'))]),
  sequence('b', { topic }, [enrol(name('c'))]),
  sequence('c', { topic }, [enrol(name('a'))]),
  sequence(
    'both',
    {
      enter: on(fact('trial.deal-delivered')),
      topic,
      goal: when(did('trial.deal-won'), [set(stage, 'won')]),
      stop: [when(did('trial.deal-won'), [set(stage, 'stopped')])],
    },
    [wait('1 month')],
  ),
  sequence('bosses', { enter: on(fact('trial.event-missed')), topic }, [
    task('ask', { to: owner(), due: '1 workday' }),
    send(name('hello'), { to: headOf(owner()) }),
    task('ask-head', { to: headOf(owner()), due: '1 workday' }),
    wait('1 day'),
  ]),
  sequence('reads', { enter: on(fact('trial.survey-answered'), { again: 'always' }), topic }, [
    repeat({ every: '1 week', times: 4 }, [send(next(name('reading')))]),
  ]),
]
const saws = ref<string[]>('lead.interest').has('saws')

let store: TestStore
let scene: ReturnType<typeof languageScene>
beforeAll(async () => {
  store = await testStore()
  scene = languageScene(store)
  await publishedRelease(store, {
    plans: sequences.map((one) => compile(one)),
    compiledTemplates: await Promise.all(['hello', 'one', 'two', 'saws'].map((one) => template(one))),
    tracks: { reading: [{ template: 'saws', for: saws }, { template: 'one' }, { template: 'two' }] },
  })
})
beforeEach(() => store.clock.set(MONDAY))

let n = 0
const somebody = (more = {}) => scene.person(`b${n++}@gmail.com`, more)
const say = (id: string, type: string, props = {}) => scene.say({ type, lead: { id }, props })
const seller = async (values: Record<string, unknown> = {}) =>
  (
    await store.db
      .insertInto('sellers')
      .values({ email: `s${n++}@our.example`, name: 'S', created_at: new Date(MONDAY), ...values })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id
const mails = (lead: string) =>
  store.db
    .selectFrom('messages')
    .select(['template', 'seller_id'])
    .where('lead_id', '=', lead)
    .orderBy('queued_at')
    .execute()

test('three sequences that enrol each other in a circle come to an end', async () => {
  const lead = await somebody()
  await say(lead, 'trial.case-opened')
  expect((await scene.journeys(lead)).map((one) => [one.sequence, one.status]).sort()).toEqual([
    ['a', 'done'],
    ['b', 'done'],
    ['c', 'done'],
  ])
  expect(await scene.story(lead)).toContainEqual(
    expect.objectContaining({ sequence: 'a', reason: 'already in' }),
  )
})

test('a fact that is goal and stop at once is the goal', async () => {
  const lead = await somebody()
  await say(lead, 'trial.deal-delivered')
  await say(lead, 'trial.deal-won')
  await scene.until(MONDAY + 1)
  expect(await scene.journeys(lead)).toMatchObject([{ outcome: 'goal' }])
  const { fields } = await store.db
    .selectFrom('leads')
    .select('fields')
    .where('id', '=', lead)
    .executeTakeFirstOrThrow()
  expect(fields).toEqual({ stage: 'won' })
})

test('an owner who left, and a head of nobody: nothing goes to the lead instead, and the journey goes on', async () => {
  const head = await seller()
  const gone = await seller({ active: false, head_id: head })
  const alone = await seller()
  for (const [who, tasks] of [
    [gone, [null, null]],
    [alone, [alone, null]],
  ] as const) {
    const lead = await somebody({ owner: who })
    await say(lead, 'trial.event-missed')
    const given = await store.db
      .selectFrom('tasks')
      .select(['name', 'seller_id'])
      .where('lead_id', '=', lead)
      .orderBy('name')
      .execute()
    expect(given).toEqual([
      { name: 'ask', seller_id: tasks[0] },
      { name: 'ask-head', seller_id: tasks[1] },
    ])
    expect((await mails(lead)).filter((mail) => mail.seller_id === null)).toEqual([])
    expect(await scene.story(lead)).toContainEqual(
      expect.objectContaining({ what: 'skipped', why: 'nobody to send it to' }),
    )
    expect(await scene.journeys(lead)).toMatchObject([{ status: 'running' }])
  }
})

test('a track gives each lead each mail once, whatever sequence sent it, and says when there is none left', async () => {
  const lead = await somebody({ fields: { interest: ['saws'] } })
  await say(lead, 'trial.survey-answered', { answer: 'yes' })
  await scene.until(MONDAY + 30 * DAY)
  expect((await mails(lead)).map((mail) => mail.template)).toEqual(['saws', 'one', 'two'])
  await say(lead, 'trial.survey-answered', { answer: 'yes' })
  await scene.until(MONDAY + 60 * DAY)
  expect(await mails(lead)).toHaveLength(3)
  const other = await somebody()
  await say(other, 'trial.survey-answered', { answer: 'no' })
  await scene.until(MONDAY + 70 * DAY)
  expect((await mails(other)).map((mail) => mail.template)).toEqual(['one', 'two'])
})

test('what was skipped was never had', async () => {
  const lead = await somebody()
  await say(lead, 'trial.survey-answered', { answer: 'yes' })
  await store.db
    .updateTable('messages')
    .set({ status: 'skipped', left_at: new Date(MONDAY) })
    .where('lead_id', '=', lead)
    .execute()
  const [journey] = await scene.journeys(lead)
  await store.db
    .updateTable('journeys')
    .set({ status: 'done' })
    .where('id', '=', journey?.id ?? '')
    .execute()
  await say(lead, 'trial.survey-answered', { answer: 'yes' })
  expect((await mails(lead)).map((mail) => mail.template)).toEqual(['one', 'one'])
})
