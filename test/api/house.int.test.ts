import { beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { signToken } from '../../mail/tokens.ts'
import { addKey } from '../../store/keys.ts'
import type { Route } from '../../core/release/release.ts'
import { dealerScene, type DealerScene, OFFER } from '../store/dealer-scene.ts'
import { routing } from '../store/sales-scene.ts'
import { publishedRelease } from '../harness/release.ts'

const SECRET = 'a secret for tests, long enough to sign with'
const API = 'kdl_api_test_key'

let s: DealerScene
let app: Awaited<ReturnType<typeof buildApp>>

// Who is adrift, and whom a lead goes to, is asked of the whole house: each test has one of its own.
beforeEach(async () => {
  s = await dealerScene()
  await publishedRelease(s.store, {
    routing: {
      sales: {
        ...(routing.sales as Route),
        askLeadAfter: '1 day',
        rules: [{ name: 'to dealers', terms: OFFER }],
      },
    },
  })
  await addKey(s.store.db, API, 'test', ['read', 'write', 'admin'], s.store.clock.read())
  await addKey(s.store.db, 'kdl_api_reader', 'reader', ['read'], s.store.clock.read())
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

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
const call = (key: string, method: Method, url: string, payload?: object) =>
  app.inject({ method, url, headers: { authorization: `Bearer ${key}` }, ...(payload && { payload }) })

let count = 0
async function newSeller(more: object = {}) {
  const email = `one${++count}@works.example`
  const answer = await call(API, 'POST', '/v1/sellers', { email, name: `One ${count}`, zone: 'UTC', ...more })
  expect(answer.statusCode).toBe(201)
  return { email, ...answer.json<{ id: string; key: string }>() }
}

/** A lead of the house: no consent for dealers. */
async function houseLead(seller: { id: string; key: string }) {
  const lead = await s.lead({ consent: false })
  const { id } = await s.open(lead, { to: seller.id })
  await s.turn(id)
  const offer = await s.offerTo(id, seller.id)
  expect((await call(seller.key, 'POST', `/v1/offers/${offer}/accept`)).statusCode).toBe(200)
  return { lead, id }
}

test('a seller is changed, goes on leave and comes back, by an admin key alone', async () => {
  const anna = await newSeller({ openLeads: 5 })
  const changed = await call(API, 'PATCH', `/v1/sellers/${anna.id}`, {
    weight: 3,
    openLeads: null,
    contactsADay: 4,
  })
  expect(changed.statusCode).toBe(204)
  const { sellers } = (await call(API, 'GET', '/v1/sellers')).json<{ sellers: { id: string }[] }>()
  expect(sellers.find((one) => one.id === anna.id)).toMatchObject({
    weight: 3,
    openLeads: null,
    contactsADay: 4,
  })
  const leave = { from: '2026-05-01T00:00:00Z', until: '2026-05-12T00:00:00Z' }
  const made = await call(API, 'POST', `/v1/sellers/${anna.id}/leaves`, leave)
  expect(made.statusCode).toBe(201)
  expect(made.json()).toMatchObject({ from: '2026-05-01T00:00:00.000Z', uncontacted: 0 })
  const { id } = made.json<{ id: string }>()
  expect((await call(API, 'GET', `/v1/sellers/${anna.id}/leaves`)).json()).toMatchObject({ leaves: [{ id }] })
  expect((await call(API, 'DELETE', `/v1/sellers/${anna.id}/leaves/${id}`)).statusCode).toBe(204)
  expect((await call(API, 'DELETE', `/v1/sellers/${anna.id}/leaves/${id}`)).json()).toMatchObject({
    code: 'leave_unknown',
  })
  const bad = await call(API, 'POST', `/v1/sellers/${anna.id}/leaves`, {
    from: leave.until,
    until: leave.from,
  })
  expect([bad.statusCode, bad.json<{ code: string }>().code]).toEqual([422, 'leave_bad'])
  for (const key of [anna.key, 'kdl_api_reader']) {
    expect((await call(key, 'PATCH', `/v1/sellers/${anna.id}`, { weight: 9 })).statusCode).toBe(403)
    expect((await call(key, 'POST', `/v1/sellers/${anna.id}/leaver`, {})).statusCode).toBe(403)
  }
})

test('a lead is passed on with its promises; what another seller or dealer asks about it is not there', async () => {
  const fin = await newSeller({ level: 'finder' })
  const clo = await newSeller({ level: 'closer' })
  const other = await newSeller({ weight: 0 })
  const north = await s.dealer('north', 5)
  const [stranger] = north.people
  const { id } = await houseLead(fin)
  const promise = await call(fin.key, 'POST', `/v1/handoffs/${id}/promises`, {
    text: 'A visit to a running press',
  })
  expect(promise.statusCode).toBe(201)
  const before = [`/v1/handoffs/${id}/pass`, `/v1/handoffs/${id}/promises`, `/v1/handoffs/${id}/next`]
  const bodies = [{ why: 'x' }, { text: 'x' }, { at: '2027-01-01T00:00:00Z' }]
  for (const key of [other.key, stranger?.key ?? '']) {
    const answers = await Promise.all(before.map((url, n) => call(key, 'POST', url, bodies[n])))
    for (const answer of answers) {
      expect(answer.statusCode).toBe(404)
      expect(answer.json()).toMatchObject({ code: 'handoff_unknown' })
    }
    expect((await call(key, 'GET', `/v1/handoffs/${id}/promises`)).statusCode).toBe(404)
  }
  const passed = await call(fin.key, 'POST', `/v1/handoffs/${id}/pass`, {
    why: 'wants a price',
    promises: [{ text: 'Drawings', dueAt: '2026-03-06T12:00:00Z' }],
  })
  expect(passed.json()).toEqual({ seller: clo.id })
  const list = await call(clo.key, 'GET', `/v1/handoffs/${id}/promises`)
  const { promises } = list.json<{ promises: { id: string; text: string }[] }>()
  expect(promises.map(({ text }) => text)).toEqual(['Drawings', 'A visit to a running press'])
  const kept = `/v1/handoffs/${id}/promises/${promises[0]?.id}/kept`
  expect((await call(fin.key, 'POST', kept)).statusCode).toBe(404)
  expect((await call(clo.key, 'POST', kept)).statusCode).toBe(204)
  expect((await call(clo.key, 'POST', kept)).statusCode).toBe(204)
  expect((await call(clo.key, 'POST', `/v1/handoffs/${id}/contacted`)).statusCode).toBe(200)
  const next = { at: '2026-03-09T10:00:00Z', step: 'send the price' }
  expect((await call(clo.key, 'POST', `/v1/handoffs/${id}/next`, next)).statusCode).toBe(204)
  expect((await call(clo.key, 'GET', `/v1/handoffs/${id}`)).json()).toMatchObject({
    owner: clo.id,
    followUpAt: '2026-03-09T10:00:00.000Z',
    nextStep: 'send the price',
    passes: [{ from: fin.id, to: clo.id, level: 'closer', why: 'wants a price' }],
  })
  const past = await call(clo.key, 'POST', `/v1/handoffs/${id}/next`, { at: '2020-01-01T00:00:00Z' })
  expect([past.statusCode, past.json()]).toMatchObject([
    422,
    { code: 'day_bad', errors: [{ pointer: '/at', detail: expect.stringContaining('to come') }] },
  ])
})

test('a leaver’s key is no good any more, and the leads are somebody else’s', async () => {
  const anna = await newSeller({ weight: 0 })
  const boris = await newSeller({ weight: 0 })
  const { id } = await houseLead(anna)
  const unknown = await call(API, 'POST', `/v1/sellers/${anna.id}/leaver`, { to: 'nobody@works.example' })
  expect(unknown.statusCode).toBe(404)
  const moved = await call(API, 'POST', `/v1/sellers/${anna.id}/leaver`, { to: boris.email })
  expect(moved.json()).toMatchObject({ handoffs: 1 })
  expect((await call(anna.key, 'GET', `/v1/handoffs/${id}`)).statusCode).toBe(401)
  expect((await call(boris.key, 'GET', `/v1/handoffs/${id}`)).json()).toMatchObject({ owner: boris.id })
})

test('who is adrift is listed page by page, and a rest explains it', async () => {
  const first = await s.lead()
  const second = await s.lead()
  type Page = { leads: { id: string }[]; counts: { adrift: number }; next_cursor: string | null }
  const page = (await call(API, 'GET', '/v1/leads/adrift?limit=1')).json<Page>()
  expect(page.counts.adrift).toBe(2)
  const next = (await call(API, 'GET', `/v1/leads/adrift?limit=1&cursor=${page.next_cursor}`)).json<Page>()
  expect([...page.leads, ...next.leads].map(({ id }) => id).sort()).toEqual([first, second].sort())
  for (const lead of [first, second]) {
    const said = await call(API, 'POST', `/v1/leads/${lead}/rest`, { why: 'a student, asked for a brochure' })
    expect(said.statusCode).toBe(204)
  }
  expect((await call(API, 'GET', '/v1/leads/adrift')).json()).toMatchObject({
    leads: [],
    counts: { adrift: 0 },
  })
  const story = (await call(API, 'GET', `/v1/leads/${first}/story`)).body
  expect(story).toContain('a student, asked for a brochure')
})

test('quality is read with an API key alone', async () => {
  const anna = await newSeller({ weight: 0 })
  await houseLead(anna)
  const answer = await call('kdl_api_reader', 'GET', '/v1/quality?by=seller')
  expect(answer.statusCode).toBe(200)
  expect(answer.json<{ rows: unknown[] }>().rows.length).toBeGreaterThan(0)
  expect((await call(anna.key, 'GET', '/v1/quality')).statusCode).toBe(403)
  expect((await call(API, 'GET', '/v1/quality?by=shoe-size')).statusCode).toBe(400)
})

test('the lead’s link shows by GET and answers by POST; forged or for another page it is nothing', async () => {
  const anna = await newSeller({ weight: 0 })
  const { id } = await houseLead(anna)
  const done = await call(anna.key, 'POST', `/v1/handoffs/${id}/disposition`, { outcome: 'won' })
  expect(done.statusCode).toBe(200)
  const link = (purpose: 'check' | 'handoff') =>
    `/q/${signToken(SECRET, purpose, { id, seller: anna.id }, s.store.clock.read() + 1000)}`
  const check = () =>
    s.store.db.selectFrom('lead_checks').selectAll().where('handoff_id', '=', id).executeTakeFirstOrThrow()
  const shown = await app.inject({ method: 'GET', url: link('check') })
  expect(shown.statusCode).toBe(200)
  expect(shown.body).toContain('Nobody called')
  expect(await check()).toMatchObject({ answered_at: null })
  const submit = (url: string, payload: string) =>
    app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  expect((await submit(link('handoff'), 'answer=offered+ours')).statusCode).toBe(403)
  expect((await submit('/q/abc.def', 'answer=offered+ours')).statusCode).toBe(403)
  expect((await submit(link('check'), 'answer=whatever')).statusCode).toBe(400)
  expect(await check()).toMatchObject({ answered_at: null })
  const answered = await submit(link('check'), 'answer=offered+another')
  expect(answered.statusCode).toBe(303)
  expect(await check()).toMatchObject({ called: true, offered: false })
  expect((await app.inject({ method: 'GET', url: link('check') })).body).toContain('Thank you')
})
