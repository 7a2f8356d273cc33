import { branch, clicked, not, sequence, set, wait, when } from 'kindling'
import { expect, test } from 'vitest'
import { ref } from '../../core/language/values.ts'
import { compile } from '../../core/plan/compile.ts'
import { startJourney } from '../../store/journeys/control.ts'
import { leadValues } from '../../store/journeys/values.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { MONDAY } from '../harness/store.ts'
import { type ClickScene, clickScene } from '../mail/click-scene.ts'

const SECONDS = 1000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const stage = ref<string>('lead.stage')
const topic = 'know-how' as const

const sequences = [
  sequence('waits', { topic }, [
    wait('1 hour', { until: clicked(), then: [set(stage, 'clicked')], else: [set(stage, 'silent')] }),
  ]),
  sequence('branches', { topic }, [
    wait('1 hour'),
    branch(when(clicked(), [set(stage, 'clicked')]), when(not(clicked()), [set(stage, 'silent')])),
  ]),
  sequence('aims', { topic, goal: when(clicked(), [set(stage, 'clicked')]) }, [
    wait('1 hour'),
    set(stage, 'silent'),
  ]),
  sequence('asks nothing', { topic }, [wait('1 hour'), set(stage, 'silent')]),
]

async function asleepIn(sequence: string) {
  const scene = await clickScene({ plans: sequences.map((one) => compile(one)) })
  const lead = await scene.lead()
  const { id } = (await startJourney(scene.store, { sequence, lead })) as { id: string }
  const mail = await scene.mail(lead, id)
  const turn = () => journeyTurn(scene.store, id)
  return { ...scene, scene, lead, id, mail, turn }
}

const stageOf = async ({ store }: ClickScene, lead: string) =>
  leadValues(await store.db.selectFrom('leads').selectAll().where('id', '=', lead).executeTakeFirstOrThrow())[
    'lead.stage'
  ]
const at = (ms: number) => MONDAY + ms

test.each(['waits', 'branches', 'aims'])(
  'a journey that %s on a click sleeps to its verdict, and hears that it was a person',
  async (sequence) => {
    const { scene, store, lead, mail, turn, click } = await asleepIn(sequence)
    store.clock.set(at(HOUR - 20 * SECONDS))
    await click(mail, 0)
    store.clock.set(at(HOUR))
    // 40 of the 60 seconds of judgement are to come.
    expect(await turn()).toMatchObject({ done: false, sleepMs: 40 * SECONDS })
    expect(await stageOf(scene, lead)).toBeUndefined()
    store.clock.set(at(HOUR + 40 * SECONDS))
    expect(await turn()).toEqual({ done: true })
    expect(await stageOf(scene, lead)).toBe('clicked')
  },
)

test.each(['waits', 'branches', 'aims'])(
  'a journey that %s on a click goes on when it was a machine’s, and is woken to it',
  async (sequence) => {
    const { scene, store, lead, mail, id, turn, click } = await asleepIn(sequence)
    store.clock.set(at(HOUR - 1))
    await click(mail, 0)
    store.clock.set(at(HOUR))
    expect(await turn()).toMatchObject({ done: false })
    store.clock.set(at(HOUR + 1 * SECONDS))
    for (const link of [1, 2]) await click(mail, link)
    const { wake_at } = await store.db
      .selectFrom('journeys')
      .select('wake_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(wake_at).toBe(at(HOUR + 1 * SECONDS))
    expect(await turn()).toEqual({ done: true })
    expect(await stageOf(scene, lead)).toBe('silent')
  },
)

test('the story says why it waits on', async () => {
  const { store, lead, mail, turn, click } = await asleepIn('waits')
  store.clock.set(at(HOUR - 20 * SECONDS))
  await click(mail, 0)
  store.clock.set(at(HOUR))
  await turn()
  const rows = await store.db
    .selectFrom('journal')
    .select('data')
    .where('lead_id', '=', lead)
    .where('kind', '=', 'decision')
    .orderBy('id')
    .execute()
  expect(rows.at(-1)?.data).toMatchObject({
    what: 'waits',
    until: '2026-03-02T10:00:40.000Z',
    why: 'a click is under judgement',
  })
})

test('a click after the time was over does not hold it again, and one that changes nothing never does', async () => {
  const { scene, store, lead, mail, turn, click } = await asleepIn('waits')
  store.clock.set(at(HOUR - 20 * SECONDS))
  await click(mail, 0)
  store.clock.set(at(HOUR))
  await turn()
  store.clock.set(at(HOUR + 30 * SECONDS))
  await click(mail, 1, { ip: '198.51.100.1' })
  // The first is voided by a network that was learnt meanwhile; the second was made too late to count for this wait.
  await store.db.updateTable('visits').set({ verdict: 'voided' }).where('link', '=', 0).execute()
  store.clock.set(at(HOUR + 40 * SECONDS))
  expect(await turn()).toEqual({ done: true })
  expect(await stageOf(scene, lead)).toBe('silent')

  const other = await asleepIn('asks nothing')
  other.store.clock.set(at(HOUR - 20 * SECONDS))
  await other.click(other.mail, 0)
  other.store.clock.set(at(HOUR))
  expect(await other.turn()).toEqual({ done: true })
})

test('a journey that went on by a click does not go back when the click is taken back', async () => {
  const { scene, store, lead, id, mail, turn, click, facts } = await asleepIn('waits')
  const cloud = { ip: '203.0.113.9' }
  store.clock.set(at(MINUTE))
  await click(mail, 0, cloud)
  await scene.pass(MINUTE)
  await turn()
  expect(await stageOf(scene, lead)).toBe('clicked')
  for (const company of ['a.example', 'b.example', 'c.example']) {
    const burst = await scene.mail(await scene.lead(company))
    await scene.pass(MINUTE)
    for (const link of [0, 1, 2]) await click(burst, link, cloud)
    await scene.pass(MINUTE)
  }
  expect((await facts(lead)).map(({ type }) => type)).toEqual(['email.clicked', 'email.click.voided'])
  expect(await stageOf(scene, lead)).toBe('clicked')
  const journey = await store.db
    .selectFrom('journeys')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect([journey.status, journey.outcome]).toEqual(['done', 'finished'])
  // What is asked from now on no longer counts it.
  const again = (await startJourney(store, { sequence: 'branches', lead })) as { id: string }
  store.clock.advance(HOUR)
  await journeyTurn(store, again.id)
  expect(await stageOf(scene, lead)).toBe('silent')
})
