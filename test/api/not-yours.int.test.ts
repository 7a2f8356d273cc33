import { randomUUID } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import { beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { LEAD_STEPS, OFFER_STEPS } from '../../api/pages/sales/steps.ts'
import { signToken } from '../../mail/tokens.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { addPromise } from '../../store/handoffs/promises.ts'
import { keyHash } from '../../store/keys.ts'
import { inMoment } from '../../store/moment.ts'
import { openTask } from '../../store/tasks.ts'
import { lockLead } from '../../store/transact.ts'
import { dealerScene, HOUR, type DealerScene } from '../store/dealer-scene.ts'

const SECRET = 'a secret for tests, long enough to sign with'
const COOKIE = 'o'.repeat(43)
const LATER = 10 ** 13

type Method = 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH'

let s: DealerScene
let app: Awaited<ReturnType<typeof buildApp>>
/** What dealer A has: an open offer, a lead that was taken, and all that hangs on it. */
let theirs: Record<
  'offer' | 'taken' | 'asked' | 'handoff' | 'lead' | 'task' | 'promise' | 'file' | 'seller' | 'dealer',
  string
>
/** Somebody of dealer B, who has an offer of their own. */
let other: { id: string; key: string; offer: string; handoff: string }

beforeAll(async () => {
  s = await dealerScene()
  const { store } = s
  app = await buildApp({
    store,
    publicUrl: 'http://kindling.test',
    dataDir: '/nowhere',
    documentsDir: '/nowhere',
    secret: SECRET,
    clickQuarantineSeconds: 0,
    telephony: { name: 'test', connect: async ({ id }) => ({ providerCall: `x-${id}` }) },
    temporalUp: async () => true,
  })
  await app.ready()
  const a = await s.dealer('alpha', 5)
  const b = await s.dealer('beta', 4)
  const given = async (to: string) => {
    const lead = await s.lead()
    const { id } = await s.open(lead)
    await s.turn(id)
    return { lead, handoff: id, offer: await s.offerTo(id, to) }
  }
  const asked = await given(a.person)
  const taken = await given(a.person)
  await acceptOffer(store, taken.offer, a.person)
  // Of the third one alpha is on leave, and beta is asked.
  await s.leave(a.person, 1)
  const own = await given(b.person)
  store.clock.advance(HOUR)
  const promise = await addPromise(
    store,
    taken.handoff,
    { text: 'a price by Friday' },
    { sellerId: a.person },
  )
  await inMoment(
    store,
    (tx) => lockLead(tx, taken.lead),
    (m) =>
      openTask(m, {
        leadId: taken.lead,
        accountId: null,
        step: 'call',
        name: 'call',
        sellerId: a.person,
        dueAt: m.now,
        note: null,
        per: 'lead',
      }),
  )
  const at = new Date(store.clock.read())
  const file = await store.db
    .insertInto('files')
    .values({
      lead_id: taken.lead,
      name: 'plan.pdf',
      type: 'application/pdf',
      bytes: 1,
      sha256: 'x',
      stored_as: 'none',
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const task = await store.db.selectFrom('tasks').select('id').executeTakeFirstOrThrow()
  theirs = {
    offer: asked.offer,
    asked: asked.handoff,
    taken: taken.offer,
    handoff: taken.handoff,
    lead: taken.lead,
    task: task.id,
    promise,
    file: file.id,
    seller: a.person,
    dealer: a.id,
  }
  const [person] = b.people
  other = { id: b.person, key: person?.key ?? '', offer: own.offer, handoff: own.handoff }
  await store.db
    .insertInto('sessions')
    .values({ hash: keyHash(COOKIE), seller_id: b.person, created_at: at, expires_at: new Date(LATER) })
    .execute()
})

/** Bodies that each route would take, were the thing one's own. */
const BODIES: Record<string, object> = {
  '/v1/offers/{id}/bid': { amount: 12_000, currency: 'GBP' },
  '/v1/handoffs/{id}/disposition': { outcome: 'won' },
  '/v1/handoffs/{id}/pass': { why: 'a better hand', level: 'closer' },
  '/v1/handoffs/{id}/promises': { text: 'a visit' },
  '/v1/handoffs/{id}/next': { at: '2026-03-09T09:00:00Z', step: 'call again' },
  '/v1/leads/{id}/warming': {},
  '/v1/leads/{id}/hush': { until: '2026-04-01T09:00:00Z', reason: 'mine' },
}

/** Ids of theirs that may stand in a path, by the word before them. */
const IDS: Record<string, (keyof typeof theirs)[]> = {
  offers: ['offer', 'taken'],
  handoffs: ['asked', 'handoff'],
  leads: ['lead'],
  tasks: ['task'],
  files: ['file'],
  sellers: ['seller'],
  dealers: ['dealer'],
}

/** Lists and one's own: no id stands in their paths. What they answer to beta holds nothing of alpha's. */
const LISTS = new Set(['GET /v1/offers', 'GET /v1/tasks', 'GET /v1/dealers/mine'])

// What may differ between what is another's and what is nobody's: the address that was asked for.
const told = ({ statusCode, body, headers }: LightMyRequestResponse, ids: string[]) => ({
  statusCode,
  type: headers['content-type'],
  body: ids.reduce((text, id) => text.replaceAll(id, '<id>'), body),
})

interface Route {
  method: Method
  path: string
}

function apiRoutes(): Route[] {
  const paths = (app.swagger() as { paths?: Record<string, object> }).paths ?? {}
  return Object.entries(paths).flatMap(([path, methods]) =>
    path.startsWith('/v1/')
      ? Object.keys(methods).map((method) => ({ method: method.toUpperCase() as Method, path }))
      : [],
  )
}

const fill = (path: string, id: string, inner: string): string =>
  path.replace('{id}', id).replace(/\{\w+\}/g, inner)

const idsFor = (path: string): string[] => (IDS[path.split('/')[2] ?? ''] ?? []).map((name) => theirs[name])

const all = () => Object.values(theirs)

/** All that could change, so that it can be shown that nothing did. */
async function standing() {
  const { db } = s.store
  return {
    offers: await db.selectFrom('offers').selectAll().orderBy('id').execute(),
    handoffs: await db.selectFrom('handoffs').selectAll().orderBy('id').execute(),
    tasks: await db.selectFrom('tasks').selectAll().orderBy('id').execute(),
    promises: await db.selectFrom('promises').selectAll().orderBy('id').execute(),
    leads: await db.selectFrom('leads').selectAll().orderBy('id').execute(),
    facts: await db.selectFrom('facts').select(['id', 'type']).orderBy('id').execute(),
    calls: await db.selectFrom('calls').selectAll().execute(),
    bids: await db.selectFrom('bids').selectAll().execute(),
    reveals: await db.selectFrom('reveals').selectAll().orderBy('seller_id').execute(),
  }
}

const ask = (method: Method, url: string, bearer: string, payload?: object) =>
  app.inject({ method, url, headers: { authorization: `Bearer ${bearer}` }, ...(payload && { payload }) })

test('with another dealer’s key every route of the API says what it says of what is not there', async () => {
  const before = await standing()
  const reached: string[] = []
  for (const { method, path } of apiRoutes()) {
    const name = `${method} ${path}`
    if (LISTS.has(name)) {
      const answer = await ask(method, path, other.key)
      expect(answer.statusCode, name).toBe(200)
      for (const id of all()) expect(answer.body, name).not.toContain(id)
      continue
    }
    const body = method === 'GET' ? undefined : BODIES[path]
    for (const id of [...idsFor(path), ...(path.includes('{') ? [] : [''])]) {
      const nobody = randomUUID()
      const yours = await ask(method, fill(path, id, theirs.promise), other.key, body)
      const missing = await ask(method, fill(path, nobody, theirs.promise), other.key, body)
      expect(told(yours, [id || '<none>']), name).toEqual(told(missing, [nobody]))
      const { code } = yours.json<{ code: string }>()
      if (code === 'key_scope') expect(yours.statusCode, name).toBe(403)
      else {
        expect(yours.statusCode, name).toBe(404)
        reached.push(name)
      }
    }
  }
  expect(reached.length).toBeGreaterThan(15)
  expect(await standing()).toEqual(before)
})

test('with another dealer’s link every route says the same of another’s offer as of none', async () => {
  const before = await standing()
  const links = {
    offer: signToken(SECRET, 'offer', { id: other.offer, seller: other.id }, LATER),
    handoff: signToken(SECRET, 'handoff', { id: other.handoff, seller: other.id }, LATER),
  }
  for (const { method, path } of apiRoutes()) {
    if (!path.includes('{')) continue
    for (const id of idsFor(path)) {
      for (const link of Object.values(links)) {
        const nobody = randomUUID()
        const body = method === 'GET' ? undefined : BODIES[path]
        const yours = await ask(method, fill(path, id, theirs.promise), link, body)
        const missing = await ask(method, fill(path, nobody, theirs.promise), link, body)
        expect(told(yours, [id]), `${method} ${path}`).toEqual(told(missing, [nobody]))
        expect([401, 404], `${method} ${path}`).toContain(yours.statusCode)
      }
    }
  }
  for (const step of Object.keys(OFFER_STEPS)) {
    const path = `/v1/offers/${theirs.offer}/${step}`
    const answer = await ask('POST', path, links.offer, BODIES[`/v1/offers/{id}/${step}`])
    expect(answer.json(), step).toMatchObject({ status: 404, code: 'offer_unknown' })
  }
  expect(await standing()).toEqual(before)
})

test('a link that names another’s offer or lead for oneself shows the page of what is not there', async () => {
  const before = await standing()
  const sign = (kind: 'offer' | 'handoff', id: string) =>
    signToken(SECRET, kind, { id, seller: other.id }, LATER)
  const pages = [
    { kind: 'offer', path: '/o', ids: [theirs.offer, theirs.taken], steps: Object.keys(OFFER_STEPS) },
    { kind: 'handoff', path: '/h', ids: [theirs.asked, theirs.handoff], steps: Object.keys(LEAD_STEPS) },
  ] as const
  for (const { kind, path, ids, steps } of pages) {
    for (const id of ids) {
      const [mine, nobodys] = [sign(kind, id), sign(kind, randomUUID())]
      for (const step of ['', ...steps]) {
        const to = (token: string) => submit(`${path}/${token}${step && `/${step}`}`, step)
        const [yours, missing] = [await to(mine), await to(nobodys)]
        expect(told(yours, []), `${path} ${step}`).toEqual(told(missing, []))
        expect(yours.statusCode, `${path} ${step}`).toBe(404)
      }
    }
  }
  expect(await standing()).toEqual(before)
})

test('signed in as another dealer every page says what it says of what is not there', async () => {
  const before = await standing()
  const routes = [
    { path: '/my/offers', ids: [theirs.offer, theirs.taken], steps: ['', ...Object.keys(OFFER_STEPS)] },
    { path: '/my/leads', ids: [theirs.asked, theirs.handoff], steps: ['', ...Object.keys(LEAD_STEPS)] },
    { path: '/my/tasks', ids: [theirs.task], steps: ['done'] },
  ]
  for (const { path, ids, steps } of routes) {
    for (const id of ids) {
      for (const step of steps) {
        const to = (one: string) => submit(`${path}/${one}${step && `/${step}`}`, step, true)
        const [yours, missing, none] = [await to(id), await to(randomUUID()), await to('no-id-at-all')]
        expect(told(yours, []), `${path} ${step}`).toEqual(told(missing, []))
        expect(told(none, []), `${path} ${step}`).toEqual(told(missing, []))
        expect(yours.statusCode, `${path} ${step}`).toBe(404)
      }
    }
  }
  for (const path of ['/my', '/my/leads', '/my/tasks', '/my/new']) {
    const page = await submit(path, '', true)
    expect(page.statusCode, path).toBe(200)
    for (const id of all()) expect(page.body, path).not.toContain(id)
    expect(page.body, path).not.toContain('Вера')
  }
  expect(await standing()).toEqual(before)
})

test('what one link was answered under an Idempotency-Key no other link is told', async () => {
  const headers = { 'idempotency-key': 'the-same' }
  const url = `/v1/offers/${theirs.offer}/accept`
  const send = (seller: string, id: string) =>
    app.inject({
      method: 'POST',
      url,
      headers: { ...headers, authorization: `Bearer ${signToken(SECRET, 'offer', { id, seller }, LATER)}` },
    })
  expect((await send(theirs.seller, theirs.offer)).statusCode).toBe(200)
  expect((await send(other.id, other.offer)).statusCode).toBe(404)
})

const FORM = 'amount=120&currency=GBP&outcome=won&reason=&promise='

const submit = (url: string, step: string, session = false) =>
  app.inject({
    method: step ? 'POST' : 'GET',
    url,
    headers: {
      ...(session && { cookie: `kindling=${COOKIE}`, 'sec-fetch-site': 'same-origin' }),
      ...(step && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(step && { payload: `${FORM}${theirs.promise}` }),
  })
