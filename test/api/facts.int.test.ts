import { expect, test } from 'vitest'
import { MONDAY } from '../harness/store.ts'
import { apiUnderTest } from './api-under-test.ts'

const api = await apiUnderTest()
const post = (facts: unknown[], headers = {}) =>
  api.ask({ method: 'POST', url: '/v1/facts', payload: { facts }, headers })

test('a fact about nobody we know makes the lead', async () => {
  const reply = await post([
    { type: 'page.viewed', lead: { email: 'Anna@Works.Example' }, props: { page: '/presses' } },
  ])
  expect(reply.statusCode).toBe(202)
  expect(reply.json()).toEqual({
    accepted: [{ index: 0, id: expect.any(Number), known: true }],
    duplicate: [],
    rejected: [],
  })
  const leads = (await api.ask({ url: '/v1/leads?email=anna@works.example' })).json().leads
  expect(leads).toMatchObject([{ email: 'anna@works.example', account: { domain: 'works.example' } }])
})

test('the same key again is a duplicate and adds nothing', async () => {
  const fact = { type: 'page.viewed', key: 'once', lead: { email: 'b@works.example' } }
  const first = (await post([fact])).json().accepted[0]
  expect((await post([fact])).json()).toEqual({
    accepted: [],
    duplicate: [{ index: 0, id: first.id }],
    rejected: [],
  })
})

test('an unknown type is kept and said to be unknown', async () => {
  const reply = await post([{ type: 'deal_delivered', lead: { email: 'c@works.example' } }])
  expect(reply.json().accepted).toEqual([{ index: 0, id: expect.any(Number), known: false }])
})

test('a batch is accepted as far as it can be, and each refusal has its pointer', async () => {
  const at = new Date(MONDAY + 3_600_000).toISOString()
  const reply = await post([
    { type: 'page.viewed', lead: { email: 'd@works.example' } },
    { type: 'page.viewed', lead: { email: 'd@works.example' }, at },
    { type: 'page.viewed', lead: { email: 'not an address' } },
    { type: 'page.viewed' },
  ])
  expect(reply.statusCode).toBe(202)
  expect(reply.json().accepted).toHaveLength(1)
  expect(reply.json().rejected.map((one: { pointer: string }) => one.pointer)).toEqual([
    '/facts/1/at',
    '/facts/2/lead/email',
    '/facts/3',
  ])
})

test('a fact that does not fit the schema does not stop the others of its batch', async () => {
  const reply = await post([
    { type: '', lead: { email: 'g@works.example' } },
    { type: 'page.viewed', lead: { email: 'g@works.example' }, at: 'yesterday' },
    { type: 'page.viewed', lead: { email: 'g@works.example' } },
    7,
    { type: 'page.viewed', lead: { email: 'not an address' } },
  ])
  expect(reply.statusCode).toBe(202)
  expect(reply.json()).toMatchObject({
    accepted: [{ index: 2 }],
    rejected: [
      { index: 0, pointer: '/facts/0/type' },
      { index: 1, pointer: '/facts/1/at' },
      { index: 3, pointer: '/facts/3' },
      { index: 4, pointer: '/facts/4/lead/email' },
    ],
  })
})

test('a consent for a purpose that nobody knows is refused', async () => {
  const lead = { email: 'h@works.example' }
  const reply = await post([{ type: 'consent.given', lead, props: { purpose: 'marketin' } }])
  expect(reply.statusCode).toBe(422)
  expect(reply.json().errors[0].pointer).toBe('/facts/0/props/purpose')
})

test.each(['not a domain', 'gmail.com', 'localhost'])('%s is no company', async (domain) => {
  const reply = await post([{ type: 'page.viewed', account: { domain } }])
  expect(reply.statusCode).toBe(422)
  expect(reply.json().errors[0].pointer).toBe('/facts/0/account/domain')
})

test('a company is the same by its domain in letters and in A-labels', async () => {
  const account = { domain: 'Станки.рф' }
  await post([{ type: 'page.viewed', lead: { email: 'i@xn--80aqflsg.xn--p1ai' } }])
  await post([{ type: 'page.viewed', account }])
  const rows = await api.store.db
    .selectFrom('accounts')
    .select('id')
    .where('domain', 'in', ['станки.рф', 'xn--80aqflsg.xn--p1ai'])
    .execute()
  expect(rows).toHaveLength(1)
})

test('a clock that is over five minutes fast is told so, and nothing is kept', async () => {
  const at = new Date(MONDAY + 6 * 60_000).toISOString()
  const reply = await post([{ type: 'page.viewed', lead: { email: 'early@works.example' }, at }])
  expect(reply.statusCode).toBe(422)
  expect(reply.json().errors).toEqual([
    { pointer: '/facts/0/at', detail: expect.stringContaining('five minutes') },
  ])
  expect((await api.ask({ url: '/v1/leads?email=early@works.example' })).json().leads).toEqual([])
})

test('a fact with an instant of four minutes ahead, or of last year, is taken', async () => {
  const soon = new Date(MONDAY + 4 * 60_000).toISOString()
  const reply = await post([
    { type: 'page.viewed', lead: { email: 'e@works.example' }, at: soon },
    { type: 'page.viewed', lead: { email: 'e@works.example' }, at: '2025-03-02T12:00:00+03:00' },
  ])
  expect(reply.json().accepted).toHaveLength(2)
})

test('with Temporal down facts are answered as before', async () => {
  api.store.waker.fail = true
  try {
    const reply = await post([{ type: 'page.viewed', lead: { email: 'f@works.example' } }])
    expect(reply.statusCode).toBe(202)
  } finally {
    api.store.waker.fail = false
  }
})

test('a thousand facts are one batch; one more is refused', async () => {
  const facts = Array.from({ length: 1001 }, (_, n) => ({
    type: 'page.viewed',
    key: `many-${n}`,
    lead: { email: `m${n % 20}@works.example` },
  }))
  expect((await post(facts)).statusCode).toBe(400)
  expect((await post(facts.slice(1))).json().accepted).toHaveLength(1000)
})
