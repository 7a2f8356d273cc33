import '../harness/trial-facts.ts'
import { audience, did, fact, on, sequence, wait, when } from 'kindling'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import { readAudience } from '../../store/audiences.ts'
import { stopJourney } from '../../store/journeys/control.ts'
import { liftAddress, suppressAddress } from '../../store/suppress-address.ts'
import { publishedRelease } from '../harness/release.ts'
import { MONDAY, type TestStore, testStore } from '../harness/store.ts'
import { languageScene } from './language-scene.ts'

const during = [audience('being-warmed')]
const sequences = [
  sequence(
    'warming',
    {
      enter: on(fact('warming.started'), { again: 'always' }),
      during,
      goal: when(did('trial.deal-won')),
      stop: [when(did('warming.ended'))],
      topic: 'know-how',
      group: 'nurture',
    },
    [wait('1 month')],
  ),
  sequence(
    'stronger',
    { enter: on(fact('trial.case-opened')), topic: 'know-how', group: 'nurture', priority: 9 },
    [wait('1 week')],
  ),
  sequence(
    'per-deal',
    { enter: on(fact('trial.deal-delivered'), { per: 'deal' }), during, topic: 'service' },
    [wait('1 week')],
  ),
  sequence('met', { enter: on(fact('audience.left' as never)), topic: 'service' }, [wait('1 day')]),
]

let store: TestStore
let scene: ReturnType<typeof languageScene>
beforeAll(async () => {
  store = await testStore()
  scene = languageScene(store)
  await publishedRelease(store, {
    plans: sequences.map((one) => compile(one)),
    things: { deal: [] },
    audiences: ['being-warmed'],
    topics: {
      'know-how': { label: { en: 'Know-how' }, sender: 'marketing' },
      service: { label: { en: 'Service' }, sender: 'marketing' },
    },
  })
})
beforeEach(() => store.clock.set(MONDAY))

let n = 0
const agreed = { purpose: 'marketing', source: 'test', text: 'Yes' } as const
const somebody = async () => {
  const email = `a${n++}@works.example`
  return { email, id: await scene.person(email, { consents: [agreed] }) }
}
const say = (id: string, type: string, props: Record<string, unknown> = {}) =>
  scene.say({ type, lead: { id }, props })
const inside = async (id: string) =>
  (await readAudience(store.db, 'being-warmed', { limit: 1000 })).includes(id)
const facts = async (id: string) => {
  const rows = await store.db
    .selectFrom('facts')
    .select(['type', 'props'])
    .where('lead_id', '=', id)
    .where('type', 'like', 'audience.%')
    .orderBy('id')
    .execute()
  return rows.map(({ type, props }) => [type, props['audience'], props['reason']])
}
const LEFT = 'audience.left'
const joined = ['audience.joined', 'being-warmed', undefined]

test('in with the first turn, out by the goal; both are facts', async () => {
  const { id } = await somebody()
  await say(id, 'warming.started', { by: 'me' })
  expect(await inside(id)).toBe(true)
  await say(id, 'trial.deal-won', { deal: 'D' })
  await scene.until(MONDAY + 1)
  expect(await inside(id)).toBe(false)
  expect(await facts(id)).toEqual([joined, [LEFT, 'being-warmed', 'goal']])
})

test.each([
  ['a stop', (one: { id: string }) => say(one.id, 'warming.ended', { by: 'me' }), 'stop'],
  [
    'a replacement',
    (one: { id: string }) => say(one.id, 'trial.case-opened', { case: 'C' }),
    'replaced by stronger',
  ],
  [
    "a person's word",
    async ({ id }: { id: string }) => stopJourney(store, (await scene.journeys(id))[0]?.id ?? '', 'asked to'),
    'asked to',
  ],
  ['its last step', () => scene.until('2026-04-03T09:00:00Z'), 'finished'],
  [
    'withdrawn consent',
    (one: { id: string }) => say(one.id, 'consent.withdrawn', { purpose: 'marketing' }),
    'consent withdrawn',
  ],
  [
    'a suppressed address',
    ({ email }: { email: string }) =>
      suppressAddress(store, { email, topic: null }, { reason: 'bounced', actor: 'test' }),
    'bounced',
  ],
  [
    'a no to its topic',
    ({ email }: { email: string }) =>
      suppressAddress(store, { email, topic: 'know-how' }, { reason: 'unsubscribed', actor: 'test' }),
    'unsubscribed',
  ],
])('out by %s', async (_, ends, reason) => {
  const one = await somebody()
  await say(one.id, 'warming.started', { by: 'me' })
  expect(await inside(one.id)).toBe(true)
  await ends(one)
  await scene.until(store.clock.read() + 1)
  expect(await inside(one.id)).toBe(false)
  expect(await facts(one.id)).toEqual([joined, [LEFT, 'being-warmed', reason]])
})

test('a no to another topic changes nothing', async () => {
  const { id, email } = await somebody()
  await say(id, 'warming.started', { by: 'me' })
  await suppressAddress(store, { email, topic: 'service' }, { reason: 'unsubscribed', actor: 'test' })
  expect(await inside(id)).toBe(true)
})

test('without consent nobody comes in, and the story says so; a later yes brings them in', async () => {
  const id = await scene.person('quiet@works.example')
  await say(id, 'warming.started', { by: 'me' })
  expect(await inside(id)).toBe(false)
  expect(await scene.story(id)).toContainEqual(
    expect.objectContaining({ audience: 'being-warmed', why: 'no consent' }),
  )
  await say(id, 'consent.given', { purpose: 'marketing' })
  expect(await inside(id)).toBe(true)
  await suppressAddress(
    store,
    { email: 'quiet@works.example', topic: null },
    { reason: 'bounced', actor: 'test' },
  )
  expect(await inside(id)).toBe(false)
  await liftAddress(store, { email: 'quiet@works.example', topic: null }, { actor: 'test' })
  expect(await inside(id)).toBe(true)
})

test('two journeys keep a lead in one audience until the last one ends', async () => {
  const { id } = await somebody()
  await say(id, 'trial.deal-delivered', { deal: 'D-1' })
  await say(id, 'trial.deal-delivered', { deal: 'D-2' })
  const [first, second] = await scene.journeys(id)
  await stopJourney(store, first?.id ?? '', 'one')
  expect(await inside(id)).toBe(true)
  await stopJourney(store, second?.id ?? '', 'two')
  expect(await inside(id)).toBe(false)
  expect(await facts(id)).toEqual([joined, [LEFT, 'being-warmed', 'two']])
})

test('a journey that is over in its first turn was never in it', async () => {
  const { id } = await somebody()
  await say(id, 'trial.deal-won', { deal: 'D' })
  await say(id, 'warming.started', { by: 'me' })
  await say(id, 'warming.ended', { by: 'me' })
  await scene.until(MONDAY + 1)
  expect(await inside(id)).toBe(false)
})
