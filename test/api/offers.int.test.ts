import { beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { signToken } from '../../mail/tokens.ts'
import { addKey } from '../../store/keys.ts'
import { scene, type Scene } from '../store/sales-scene.ts'

const SECRET = 'a secret for tests, long enough to sign with'
const API = 'kdl_api_test_key'
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1'

let s: Scene
let app: Awaited<ReturnType<typeof buildApp>>

beforeAll(async () => {
  s = await scene()
  await addKey(s.store.db, API, 'test', ['read', 'write', 'admin'], s.store.clock.read())
  app = await buildApp({
    store: s.store,
    publicUrl: 'http://kindling.test',
    dataDir: '/nowhere',
    documentsDir: '/nowhere',
    secret: SECRET,
    clickQuarantineSeconds: 0,
    temporalUp: async () => true,
  })
})

const call = (key: string, method: 'GET' | 'POST', url: string, payload?: object) =>
  app.inject({ method, url, headers: { authorization: `Bearer ${key}` }, ...(payload && { payload }) })

const submit = (url: string, payload = '') =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload,
  })

let count = 0
const newSeller = async (more: object = {}) => {
  const email = `seller${++count}@works.example`
  const answer = await call(API, 'POST', '/v1/sellers', {
    email,
    name: `Seller ${count}`,
    zone: 'UTC',
    weight: 0,
    ...more,
  })
  expect(answer.statusCode).toBe(201)
  return answer.json<{ id: string; key: string }>()
}

/** An offer of a new lead to this seller alone. */
async function offered(to: string) {
  const lead = await s.lead()
  const { id } = await s.open(lead, { to })
  await s.turn(id)
  const [offer] = await s.offers(id)
  if (!offer) throw new Error('no offer was made')
  return { lead, handoff: id, offer }
}

const link = (page: 'offer' | 'handoff', id: string, seller: string, until?: number) =>
  `/${page === 'offer' ? 'o' : 'h'}/${signToken(SECRET, page, { id, seller }, until)}`

test('a seller is made with a key that is shown once and works', async () => {
  const { id: head } = await newSeller()
  const made = await newSeller({ head: `seller${count}@works.example`, weight: 3 })
  expect(made.key).toMatch(/^kdl_seller_/)
  expect((await call(made.key, 'GET', '/v1/offers')).json()).toEqual({ offers: [], next_cursor: null })
  const listed = (await call(API, 'GET', '/v1/sellers')).json<{ sellers: { id: string }[] }>()
  expect(listed.sellers.map((one) => one.id)).toEqual(expect.arrayContaining([head, made.id]))
  expect(JSON.stringify(listed)).not.toContain('key')
  await s.store.db.updateTable('sellers').set({ weight: 0 }).where('id', '=', made.id).execute()
})

test.each([
  [{ email: 'no address', name: 'X', zone: 'UTC' }, '/email'],
  [{ email: 'x@works.example', name: 'X\r\nBcc: y', zone: 'UTC' }, '/name'],
  [{ email: 'x@works.example', name: 'X', zone: 'Mars/Base' }, '/zone'],
  [{ email: 'x@works.example', name: 'X', zone: 'UTC', weight: -1 }, '/weight'],
  [{ email: 'x@works.example', name: 'X' }, '/zone'],
])('a seller that does not fit is refused: %j', async (body, pointer) => {
  const answer = await call(API, 'POST', '/v1/sellers', body)
  expect(answer.statusCode).toBe(400)
  expect(answer.json<{ errors: { pointer: string }[] }>().errors[0]?.pointer).toBe(pointer)
})

test('the same address twice, an unknown head, and a seller’s own key are refused', async () => {
  const one = await newSeller()
  const email = `seller${count}@works.example`
  const again = await call(API, 'POST', '/v1/sellers', { email, name: 'X', zone: 'UTC' })
  expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'seller_exists'])
  const body = { email: 'new@works.example', name: 'X', zone: 'UTC' }
  expect((await call(API, 'POST', '/v1/sellers', { ...body, head: 'nobody@works.example' })).statusCode).toBe(
    404,
  )
  expect((await call(one.key, 'POST', '/v1/sellers', body)).statusCode).toBe(403)
})

test('a seller sees an offer with its story, takes it, and only then sees the contacts', async () => {
  const anna = await newSeller()
  const { offer, handoff } = await offered(anna.id)
  const before = await call(anna.key, 'GET', `/v1/offers/${offer.id}`)
  expect(before.json()).toMatchObject({ state: 'seen', contacts: null, story: { name: 'Вера Ильина' } })
  expect(before.body).not.toContain('zavod.example')
  expect(before.body).not.toContain('+7999')
  const taken = await call(anna.key, 'POST', `/v1/offers/${offer.id}/accept`)
  expect([taken.statusCode, taken.json()]).toEqual([
    200,
    { handoff, contactDueAt: new Date(s.store.clock.read() + 4 * 3_600_000).toISOString() },
  ])
  const after = await call(anna.key, 'GET', `/v1/offers/${offer.id}`)
  expect(after.json()).toMatchObject({ state: 'accepted', contacts: { phone: '+79990001122' } })
  const second = await call(anna.key, 'POST', `/v1/offers/${offer.id}/accept`)
  expect([second.statusCode, second.json<{ code: string }>().code]).toEqual([409, 'offer_over'])
  const view = await call(anna.key, 'GET', `/v1/handoffs/${handoff}`)
  expect(view.json()).toMatchObject({ state: 'owned', owner: anna.id, offers: [{ state: 'accepted' }] })
})

test('with another seller’s key there is no such offer and no such hand-off', async () => {
  const [anna, boris] = [await newSeller(), await newSeller()]
  const { offer, handoff } = await offered(anna.id)
  for (const [method, url] of [
    ['GET', `/v1/offers/${offer.id}`],
    ['POST', `/v1/offers/${offer.id}/accept`],
    ['POST', `/v1/offers/${offer.id}/decline`],
    ['GET', `/v1/handoffs/${handoff}`],
    ['POST', `/v1/handoffs/${handoff}/contacted`],
  ] as const) {
    expect((await call(boris.key, method, url)).statusCode, url).toBe(404)
  }
  const closing = await call(boris.key, 'POST', `/v1/handoffs/${handoff}/disposition`, { outcome: 'won' })
  expect(closing.statusCode).toBe(404)
  expect((await s.offers(handoff))[0]?.state).toBe('made')
})

test('an id that is none: who may not answer hears of the key, as for GET; who may, of the id', async () => {
  const anna = await newSeller()
  const { offer } = await offered(anna.id)
  const token = signToken(SECRET, 'offer', { id: offer.id, seller: anna.id })
  const status = async (key: string, method: 'GET' | 'POST', url: string) =>
    (await call(key, method, url)).statusCode
  expect(await status('junk', 'GET', '/v1/offers/abc')).toBe(401)
  expect(await status(anna.key, 'GET', '/v1/offers/abc')).toBe(400)
  for (const step of ['accept', 'decline', 'call', 'bid']) {
    expect(await status('junk', 'POST', `/v1/offers/abc/${step}`), step).toBe(401)
    for (const key of [anna.key, token, API])
      expect(await status(key, 'POST', `/v1/offers/abc/${step}`), step).toBe(400)
  }
})

test('a decline by the API is noted with its reason', async () => {
  const anna = await newSeller()
  const { offer, handoff } = await offered(anna.id)
  const answer = await call(anna.key, 'POST', `/v1/offers/${offer.id}/decline`, { reason: 'no time' })
  expect(answer.statusCode).toBe(204)
  expect((await s.offers(handoff))[0]).toMatchObject({ state: 'declined', reason: 'no time' })
})

test('a disposition by the API closes the hand-off', async () => {
  const anna = await newSeller()
  const { offer, handoff } = await offered(anna.id)
  await call(anna.key, 'POST', `/v1/offers/${offer.id}/accept`)
  const url = `/v1/handoffs/${handoff}/disposition`
  const wrong = await call(anna.key, 'POST', url, { outcome: 'bad-lead', reason: 'rain' })
  expect([wrong.statusCode, wrong.json<{ code: string }>().code]).toEqual([422, 'reason_unknown'])
  const body = { outcome: 'not-now', until: '2026-09-01T09:00:00Z', note: 'in autumn' }
  const answer = await call(anna.key, 'POST', url, body)
  expect([answer.statusCode, answer.json<{ state: string }>().state]).toEqual([200, 'closed'])
  expect((await call(anna.key, 'POST', url, body)).statusCode).toBe(409)
})

test('the page shows the offer on GET and changes nothing; POST takes it', async () => {
  const anna = await newSeller({ lang: 'ru' })
  const { offer, handoff } = await offered(anna.id)
  const url = link('offer', offer.id, anna.id)
  const shown = await app.inject({ url, headers: { 'user-agent': PHONE } })
  expect(shown.statusCode).toBe(200)
  expect(shown.headers['cache-control']).toBe('no-store')
  expect(shown.body).toContain('Осталось: 2 ч')
  expect(shown.body).toContain('Вера Ильина')
  expect(shown.body).not.toContain('<script')
  expect(shown.body).not.toContain('zavod.example')
  expect((await s.offers(handoff))[0]?.state).toBe('made')
  const taken = await submit(`${url}/accept`)
  expect([taken.statusCode, taken.headers.location]).toEqual([303, url])
  const own = await app.inject({ url })
  expect(own.body).toContain('Заявка ваша')
  expect(own.body).toContain('+79990001122')
})

test('a look by a person some seconds later is noted, by a machine never', async () => {
  const anna = await newSeller()
  const { offer, handoff } = await offered(anna.id)
  s.store.clock.advance(11_000)
  const url = link('offer', offer.id, anna.id)
  await app.inject({ url, headers: { 'user-agent': 'Googlebot/2.1' } })
  expect((await s.offers(handoff))[0]?.state).toBe('made')
  await app.inject({ url, headers: { 'user-agent': PHONE } })
  expect((await s.offers(handoff))[0]?.state).toBe('seen')
})

test('a late tap gets a friendly page and takes nothing', async () => {
  const anna = await newSeller()
  const { offer, handoff } = await offered(anna.id)
  const url = link('offer', offer.id, anna.id)
  s.hours(2)
  const late = await submit(`${url}/accept`)
  expect(late.statusCode).toBe(409)
  expect(late.body).toContain('This offer is over')
  expect((await s.handoff(handoff)).owner_id).toBeNull()
})

test('a decline on the page asks for nothing more', async () => {
  const anna = await newSeller()
  const { offer, handoff } = await offered(anna.id)
  const url = link('offer', offer.id, anna.id)
  expect((await submit(`${url}/decline`, 'reason=on+leave')).statusCode).toBe(303)
  expect((await s.offers(handoff))[0]).toMatchObject({ state: 'declined', reason: 'on leave' })
  expect((await app.inject({ url })).body).toContain('A colleague is asked now')
})

test('a link is for one page and one seller, and has an end', async () => {
  const [anna, boris] = [await newSeller(), await newSeller()]
  const { offer, handoff } = await offered(anna.id)
  const now = s.store.clock.read()
  const asked = await Promise.all([
    app.inject({ url: link('offer', offer.id, boris.id) }),
    app.inject({ url: link('offer', offer.id, anna.id, now - 1) }),
    app.inject({ url: link('handoff', offer.id, anna.id).replace('/h/', '/o/') }),
    app.inject({ url: `${link('offer', offer.id, anna.id).slice(0, -2)}AA` }),
    app.inject({ url: '/o/nonsense' }),
    app.inject({ url: link('handoff', handoff, anna.id) }),
  ])
  expect(asked.map((one) => one.statusCode)).toEqual([404, 403, 403, 403, 403, 404])
  for (const one of asked) expect(one.body).not.toContain('Вера')
})

test('the next step may be today, though its morning is over; a day that is over is refused in words', async () => {
  const anna = await newSeller()
  const { offer, handoff } = await offered(anna.id)
  await call(anna.key, 'POST', `/v1/offers/${offer.id}/accept`)
  const url = link('handoff', handoff, anna.id)
  await submit(`${url}/contacted`)
  const now = s.store.clock.read()
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  expect((await submit(`${url}/next`, `day=${day(now)}&step=send+the+price`)).statusCode).toBe(303)
  const { follow_up_at, next_step } = await s.handoff(handoff)
  expect([next_step, follow_up_at]).toEqual([
    'send the price',
    Math.max(Date.parse(`${day(now)}T09:00:00Z`), now + 3_600_000),
  ])
  const over = await submit(`${url}/next`, `day=${day(now - 24 * 3_600_000)}&step=`)
  expect(over.statusCode).toBe(422)
  expect(over.body).toContain('choose a day that is to come')
  const far = await submit(`${url}/disposition`, 'outcome=won&until=2040-01-01&note=')
  expect([far.statusCode, far.body]).toEqual([422, expect.stringContaining('choose a day that is to come')])
})

test('the page of an own lead stops the clock and takes the outcome, with its reason', async () => {
  const anna = await newSeller()
  const { offer, handoff } = await offered(anna.id)
  await call(anna.key, 'POST', `/v1/offers/${offer.id}/accept`)
  const url = link('handoff', handoff, anna.id)
  const shown = await app.inject({ url })
  expect(shown.body).toContain('I spoke with them')
  expect(shown.body).toContain('rigid specification')
  expect((await submit(`${url}/contacted`)).statusCode).toBe(303)
  expect((await s.handoff(handoff)).contacted_at).not.toBeNull()
  const without = await submit(`${url}/disposition`, 'outcome=lost&reason=&until=&note=')
  expect(without.statusCode).toBe(422)
  expect(without.body).toContain('a reason is needed')
  const done = await submit(
    `${url}/disposition`,
    'outcome=lost&reason=small+budget&until=2026-09-01&note=next+year',
  )
  expect(done.statusCode).toBe(303)
  expect(await s.handoff(handoff)).toMatchObject({ state: 'closed', outcome: 'lost', note: 'next year' })
  expect((await app.inject({ url })).body).toContain('small budget')
})

test('bad ids and bodies are problems with a pointer', async () => {
  const anna = await newSeller()
  expect((await call(anna.key, 'GET', '/v1/offers/nonsense')).statusCode).toBe(400)
  expect((await call(anna.key, 'GET', '/v1/offers?limit=100000')).statusCode).toBe(400)
  expect((await call(anna.key, 'GET', '/v1/offers?cursor=forged.cursor')).statusCode).toBe(400)
  expect((await call(anna.key, 'POST', `/v1/offers/${anna.id}/decline`, { reason: 5 })).statusCode).toBe(400)
  expect((await call(anna.key, 'POST', `/v1/tasks/${anna.id}/done`)).statusCode).toBe(404)
  expect((await app.inject({ url: '/v1/offers' })).statusCode).toBe(401)
})

test('the token of the link in the mail answers its own offer by the API, and no other', async () => {
  const anna = await newSeller()
  const mine = await offered(anna.id)
  const other = await offered(anna.id)
  const later = s.store.clock.read() + 3_600_000
  const token = signToken(SECRET, 'offer', { id: mine.offer.id, seller: anna.id }, later)
  expect((await call(token, 'POST', `/v1/offers/${other.offer.id}/accept`)).statusCode).toBe(404)
  expect((await call(`${token}x`, 'POST', `/v1/offers/${mine.offer.id}/accept`)).statusCode).toBe(401)
  expect((await call(token, 'POST', `/v1/offers/${mine.offer.id}/accept`)).statusCode).toBe(200)
  const late = signToken(SECRET, 'offer', { id: other.offer.id, seller: anna.id }, s.store.clock.read() - 1)
  expect(
    (await call(late, 'POST', `/v1/offers/${other.offer.id}/decline`, { reason: 'no time' })).statusCode,
  ).toBe(401)
})
