import { expect, test } from 'vitest'
import { apiUnderTest, rowCounts } from './api-under-test.ts'

const api = await apiUnderTest()
const post = (key: string, payload: object, headers = {}) =>
  api.ask({ method: 'POST', url: '/v1/facts', payload, headers: { 'idempotency-key': key, ...headers } })
const fact = (email: string) => ({ facts: [{ type: 'page.viewed', lead: { email } }] })

test('the same key and body get the first reply again and change nothing more', async () => {
  const first = await post('"k-1"', fact('a@mill.example'))
  const before = await rowCounts(api.store)
  const second = await post('k-1', fact('a@mill.example'))
  expect(second.json()).toEqual(first.json())
  expect([second.statusCode, second.headers['idempotent-replayed']]).toEqual([202, 'true'])
  expect(await rowCounts(api.store)).toEqual(before)
})

test('the same key with another body is refused', async () => {
  await post('k-2', fact('b@mill.example'))
  expect((await post('k-2', fact('c@mill.example'))).json()).toMatchObject({
    status: 422,
    code: 'key_reused',
  })
})

test('of ten at once one runs', async () => {
  const replies = await Promise.all(Array.from({ length: 10 }, () => post('k-3', fact('d@mill.example'))))
  const fresh = replies.filter((one) => one.statusCode === 202 && !one.headers['idempotent-replayed'])
  expect(fresh).toHaveLength(1)
  expect(replies.every((one) => one.statusCode === 202 || one.json().code === 'key_running')).toBe(true)
  expect(
    await api.store.db
      .selectFrom('facts')
      .innerJoin('leads', 'leads.id', 'facts.lead_id')
      .select('facts.id')
      .where('email', '=', 'd@mill.example')
      .execute(),
  ).toHaveLength(1)
})

test('a problem is given again too, as a problem', async () => {
  const at = '2027-01-01T00:00:00Z'
  const late = { facts: [{ type: 'page.viewed', at, lead: { email: 'e@mill.example' } }] }
  const first = await post('k-4', late)
  const second = await post('k-4', late)
  expect([second.statusCode, second.headers['content-type'], second.json()]).toEqual([
    422,
    'application/problem+json',
    first.json(),
  ])
})

test('a key of another caller is another key, and one that is none is refused', async () => {
  const other = await api.keyWith(['write'])
  await post('k-5', fact('f@mill.example'))
  const reply = await api.ask({
    method: 'POST',
    url: '/v1/facts',
    key: other,
    payload: fact('g@mill.example'),
    headers: { 'idempotency-key': 'k-5' },
  })
  expect(reply.statusCode).toBe(202)
  expect((await post('"not closed', fact('h@mill.example'))).statusCode).toBe(400)
})
