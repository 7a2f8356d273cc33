import '../harness/trial-facts.ts'
import { fact, on, send, sequence, set, wait } from 'kindling'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { ref } from '../../core/language/values.ts'
import { compile } from '../../core/plan/compile.ts'
import { publishedRelease } from '../harness/release.ts'
import { type TestStore, testStore } from '../harness/store.ts'
import { languageScene } from './language-scene.ts'

const stage = ref<string>('lead.stage')
const steps = [
  send('hello' as never),
  wait('2 days'),
  set(stage, 'asked again'),
  send('again' as never),
  wait('1 week'),
]
const start = (type: 'trial.case-opened' | 'trial.deal-won' | 'trial.event-missed') =>
  on(fact(type), { again: 'always' })
const sequences = [
  sequence('pauses', { enter: start('trial.case-opened'), topic: 'news' as never }, steps),
  sequence('stops', { enter: start('trial.deal-won'), topic: 'news' as never, reply: 'stop' }, steps),
  sequence('goes-on', { enter: start('trial.event-missed'), topic: 'news' as never, reply: 'go on' }, steps),
]

let store: TestStore
let scene: ReturnType<typeof languageScene>
beforeAll(async () => {
  store = await testStore()
  scene = languageScene(store)
  await publishedRelease(store, { plans: sequences.map((one) => compile(one)) })
})
// A Monday.
beforeEach(() => store.clock.set('2026-03-02T09:00:00Z'))

let n = 0
async function begun(type: string) {
  const id = await scene.person(`r${n++}@works.example`)
  await scene.say({ type, lead: { id }, props: {} })
  const [journey] = await scene.journeys(id)
  const answer = (human = true) =>
    scene.say({ type: 'email.replied', lead: { id }, props: { journey: journey?.id, human } })
  const stageOf = async () => (await scene.journeys(id), await fieldsOf(id))['stage']
  return { id, answer, stageOf }
}
const fieldsOf = async (id: string) =>
  (await store.db.selectFrom('leads').select('fields').where('id', '=', id).executeTakeFirstOrThrow()).fields

test('an answer by a person holds the journey for five workdays, and the story says so', async () => {
  const { id, answer, stageOf } = await begun('trial.case-opened')
  await scene.until('2026-03-03T09:00:00Z')
  await answer()
  await scene.until('2026-03-10T08:59:00Z')
  expect(await stageOf()).toBeUndefined()
  expect(await scene.journeys(id)).toMatchObject([
    {
      position: { heldUntil: Date.parse('2026-03-10T09:00:00Z') },
      wait_at: Date.parse('2026-03-10T09:00:00Z'),
    },
  ])
  expect(await scene.story(id)).toContainEqual(
    expect.objectContaining({ what: 'waits', why: 'they answered' }),
  )
  await scene.until('2026-03-12T09:00:00Z')
  expect(await stageOf()).toBe('asked again')
})

test("a machine's answer holds nothing", async () => {
  const { answer, stageOf } = await begun('trial.case-opened')
  await answer(false)
  await scene.until('2026-03-04T09:00:00Z')
  expect(await stageOf()).toBe('asked again')
})

test("'stop' ends the journey, 'go on' lets it be", async () => {
  const stops = await begun('trial.deal-won')
  await stops.answer()
  await scene.until('2026-03-02T09:01:00Z')
  expect(await scene.journeys(stops.id)).toMatchObject([
    { status: 'done', outcome: 'stop', reason: 'they answered' },
  ])
  const goesOn = await begun('trial.event-missed')
  await goesOn.answer()
  await scene.until('2026-03-04T09:01:00Z')
  expect(await goesOn.stageOf()).toBe('asked again')
})
