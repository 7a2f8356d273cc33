import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { hookSecret } from '../../core/hook-secret.ts'
import { apiUnderTest, rowCounts } from './api-under-test.ts'

const api = await apiUnderTest()
const now = () => new Date(performance.timeOrigin + performance.now())

/** A delivery as the other system makes it. */
function delivery(
  body: unknown,
  { id = 'msg_1', name = 'crm', at = now(), secret = hookSecret(api.deps.secret, name) } = {},
) {
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, payload),
  }
  return api.app.inject({ method: 'POST', url: `/hooks/${name}`, payload, headers })
}

const won = { type: 'deal.won', data: { lead: { email: 'anna@mill.example' }, props: { value: 90_000 } } }

test('what another system signs becomes a fact, and the same delivery again is none', async () => {
  expect((await delivery(won)).statusCode).toBe(202)
  const before = await rowCounts(api.store)
  const replayed = await delivery(won)
  expect([replayed.statusCode, replayed.json()]).toEqual([202, { repeated: true }])
  expect(await rowCounts(api.store)).toEqual(before)
  const fact = await api.store.db
    .selectFrom('facts')
    .selectAll()
    .where('type', '=', 'deal.won')
    .executeTakeFirstOrThrow()
  expect(fact).toMatchObject({ props: { value: 90_000 }, known: false })
})

test('ten copies at once are one fact', async () => {
  await Promise.all(
    Array.from({ length: 10 }, () => delivery({ ...won, type: 'deal.lost' }, { id: 'msg_2' })),
  )
  expect(
    await api.store.db.selectFrom('facts').select('id').where('type', '=', 'deal.lost').execute(),
  ).toHaveLength(1)
})

test.each<[string, { secret?: string; minutes?: number }]>([
  ['of another hook', { secret: hookSecret('a secret of thirty-two letters or more', 'other') }],
  ['six minutes old', { minutes: -6 }],
  ['six minutes ahead', { minutes: 6 }],
])('a signature %s is refused and nothing changes', async (_what, { minutes = 0, ...options }) => {
  const before = await rowCounts(api.store)
  const at = new Date(now().getTime() + minutes * 60_000)
  const reply = await delivery(won, { id: 'msg_3', at, ...options })
  expect([reply.statusCode, reply.json().code]).toEqual([401, 'bad_signature'])
  expect(await rowCounts(api.store)).toEqual(before)
})

test('a delivery without signature, or changed on its way, is refused', async () => {
  expect((await api.app.inject({ method: 'POST', url: '/hooks/crm', payload: won })).statusCode).toBe(401)
  const at = now()
  const signature = new Webhook(hookSecret(api.deps.secret, 'crm')).sign('msg_4', at, JSON.stringify(won))
  const headers = {
    'webhook-id': 'msg_4',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signature,
  }
  const changed = { ...won, type: 'deal.lost' }
  expect(
    (await api.app.inject({ method: 'POST', url: '/hooks/crm', payload: changed, headers })).statusCode,
  ).toBe(401)
})

test.each([
  ['no JSON', '{', '', 400],
  ['no type', { data: won.data }, '/type', 400],
  ['nobody', { type: 'deal.won' }, '', 422],
  ['NUL', { ...won, data: { lead: { email: 'a\u0000@mill.example' } } }, '/data/lead/email', 400],
  [
    'a prototype',
    '{"type":"deal.won","data":{"lead":{"email":"a@mill.example"},"props":{"__proto__":{"x":1}}}}',
    '/data/props/__proto__',
    400,
  ],
])('a signed delivery with %s is a problem with its pointer', async (_what, body, pointer, status) => {
  const before = await rowCounts(api.store)
  const reply = await delivery(body, { id: 'msg_5' })
  expect([reply.statusCode, reply.json().errors[0].pointer]).toEqual([status, pointer])
  expect(await rowCounts(api.store)).toEqual(before)
})
