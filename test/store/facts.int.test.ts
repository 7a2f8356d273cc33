import { beforeAll, beforeEach, expect, test } from 'vitest'
import { acceptFacts } from '../../store/facts/accept.ts'
import { applyLeftovers } from '../../store/facts/leftovers.ts'
import { publishedRelease } from '../harness/release.ts'
import { MONDAY, type TestStore, testStore } from '../harness/store.ts'
import { until } from '../harness/until.ts'

let store: TestStore
beforeAll(async () => {
  store = await testStore()
  await publishedRelease(store, {
    things: { enquiry: ['deadline'] },
    facts: {
      'form.submitted': { about: 'lead' },
      'enquiry.moved': {
        about: 'thing',
        props: { type: 'object', properties: { deadline: { type: 'string' } } },
      },
    },
  })
})
beforeEach(() => store.clock.set(MONDAY))

const click = { type: 'email.clicked', lead: { email: 'click@works.example' }, props: { human: true } }
const scoreOf = async (email: string) => {
  const { score } = await store.db
    .selectFrom('leads')
    .select('score')
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  return score['mail']?.value
}

test('a fact of an unknown person makes the lead, its company, and scores', async () => {
  const { accepted } = await acceptFacts(store, [{ ...click, lead: { email: ' Anna@Works.Example ' } }])
  expect(accepted).toMatchObject([{ index: 0, known: true }])
  const lead = await store.db
    .selectFrom('leads')
    .selectAll()
    .where('email', '=', 'anna@works.example')
    .executeTakeFirstOrThrow()
  const account = await store.db
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', lead.account_id)
    .executeTakeFirstOrThrow()
  expect(account.domain).toBe('works.example')
  expect(lead.score['mail']).toMatchObject({ value: 10, at: MONDAY })
})

test('a public mail domain makes no company', async () => {
  await acceptFacts(store, [{ ...click, lead: { email: 'somebody@gmail.com' } }])
  const lead = await store.db
    .selectFrom('leads')
    .selectAll()
    .where('email', '=', 'somebody@gmail.com')
    .executeTakeFirstOrThrow()
  expect(lead.account_id).toBeNull()
})

test('the same key again changes nothing and gives the same id', async () => {
  const fact = { ...click, lead: { email: 'key@works.example' }, key: 'k-1' }
  const first = await acceptFacts(store, [fact])
  const second = await acceptFacts(store, [fact])
  expect(second).toEqual({ accepted: [], rejected: [], duplicate: [{ index: 0, id: first.accepted[0]?.id }] })
  expect(await scoreOf('key@works.example')).toBe(10)
})

test('the same fact sent ten times at once counts once', async () => {
  const fact = { ...click, lead: { email: 'race@works.example' }, key: 'race-1' }
  const results = await Promise.all(Array.from({ length: 10 }, () => acceptFacts(store, [fact])))
  expect(results.flatMap((one) => one.accepted)).toHaveLength(1)
  expect(results.flatMap((one) => one.duplicate)).toHaveLength(9)
  expect(await scoreOf('race@works.example')).toBe(10)
})

test('a batch is accepted at once and applied right behind', async () => {
  const facts = Array.from({ length: 300 }, (_, n) => ({
    ...click,
    lead: { email: `b${n % 30}@works.example` },
    key: `batch-${n % 290}`,
  }))
  const result = await acceptFacts(store, facts)
  expect(result.accepted).toHaveLength(290)
  expect(result.duplicate).toHaveLength(10)
  await until(async () => (await scoreOf('b3@works.example')) === 100, { what: 'the batch to be applied' })
  await until(async () => (await store.db.selectFrom('unapplied').select('fact_id').execute()).length === 0)
})

test('two batches with the same new leads in other orders do not wait for each other', async () => {
  const facts = Array.from({ length: 100 }, (_, n) => ({
    ...click,
    lead: { email: `order${n}@works.example` },
  }))
  const [one, two] = await Promise.all([acceptFacts(store, facts), acceptFacts(store, [...facts].reverse())])
  expect(one.accepted.length + two.accepted.length).toBe(200)
  await applyLeftovers(store)
  const leads = await store.db.selectFrom('leads').select('id').where('email', 'like', 'order%').execute()
  expect(leads).toHaveLength(100)
})

test('out of order and late facts give the same score as in order', async () => {
  const day = 86_400_000
  const at = [MONDAY - 20 * day, MONDAY - 10 * day, MONDAY]
  for (const when of [2, 0, 1])
    await acceptFacts(store, [{ ...click, at: at[when] ?? 0, lead: { email: 'late@works.example' } }])
  for (const when of at)
    await acceptFacts(store, [{ ...click, at: when, lead: { email: 'inorder@works.example' } }])
  expect(await scoreOf('late@works.example')).toBeCloseTo((await scoreOf('inorder@works.example')) ?? -1, 6)
})

test('a fact over five minutes ahead is refused, one of four minutes is taken', async () => {
  const result = await acceptFacts(store, [
    { ...click, at: MONDAY + 6 * 60_000 },
    { ...click, at: MONDAY + 4 * 60_000 },
  ])
  expect(result.rejected).toMatchObject([{ index: 0, pointer: '/at' }])
  expect(result.accepted).toMatchObject([{ index: 1 }])
})

test('an unknown type is kept and answered as not known', async () => {
  const { accepted } = await acceptFacts(store, [{ ...click, type: 'deal_delivered' }])
  expect(accepted).toMatchObject([{ known: false }])
  const row = await store.db
    .selectFrom('facts')
    .select('known')
    .where('id', '=', accepted[0]?.id ?? 0)
    .executeTakeFirstOrThrow()
  expect(row.known).toBe(false)
})

test('a prop of the wrong type is refused with its place; unlisted props are kept', async () => {
  const result = await acceptFacts(store, [
    { type: 'enquiry.moved', props: { enquiry: 'E9', deadline: 5 } },
    { type: 'enquiry.moved', props: { enquiry: 'E9', deadline: '2026-04-01', by: 'phone' } },
  ])
  expect(result.rejected).toMatchObject([{ index: 0, pointer: '/props/deadline' }])
  expect(result.accepted).toHaveLength(1)
  const { props } = await store.db
    .selectFrom('facts')
    .select('props')
    .where('id', '=', result.accepted[0]?.id ?? 0)
    .executeTakeFirstOrThrow()
  expect(props).toMatchObject({ by: 'phone' })
})

test('a fact about nobody and nothing is refused', async () => {
  const { rejected } = await acceptFacts(store, [{ type: 'page.viewed', props: { url: '/' } }])
  expect(rejected).toMatchObject([{ index: 0 }])
})

test('a thing keeps the latest value by when it happened, whatever the order of arrival', async () => {
  const say = (deadline: string, at: number) =>
    acceptFacts(store, [{ type: 'enquiry.moved', at, props: { enquiry: 'E1', deadline } }])
  await say('2026-05-02', MONDAY - 1000)
  await say('2026-05-01', MONDAY - 2000)
  const { fields } = await store.db
    .selectFrom('things')
    .select('fields')
    .where('id', '=', 'E1')
    .executeTakeFirstOrThrow()
  expect(fields).toMatchObject({ deadline: { value: '2026-05-02' } })
})

test('a phone, a client id and an outside id find the same lead again', async () => {
  const lead = { email: 'keys@works.example', clientId: 'c-1', externalId: { system: 'crm', id: '77' } }
  await acceptFacts(store, [{ ...click, lead }])
  await acceptFacts(store, [{ ...click, lead: { clientId: 'c-1' } }])
  await acceptFacts(store, [{ ...click, lead: { externalId: { system: 'crm', id: '77' } } }])
  expect(await scoreOf('keys@works.example')).toBe(30)
})

test('more facts at once than there are connections, in a month that nobody knew', async () => {
  const fresh = await testStore({ at: '2031-05-05T10:00:00Z' })
  await publishedRelease(fresh)
  const facts = Array.from({ length: 30 }, (_, n) => ({
    ...click,
    lead: { email: `crowd${n}@crowd.example` },
  }))
  const results = await Promise.all(facts.map((fact) => acceptFacts(fresh, [fact])))
  expect(results.flatMap((one) => one.accepted)).toHaveLength(30)
})
