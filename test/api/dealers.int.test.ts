import { beforeEach, expect, test } from 'vitest'
import { signToken } from '../../mail/tokens.ts'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { simulatedTelephony } from '../../providers/telephony/simulator.ts'
import { signedDelivery } from '../../api/simulated-calls.ts'
import { until } from '../harness/until.ts'
import { apiUnderTest, type ApiUnderTest } from './api-under-test.ts'
import { ASKED, SECRETS } from './dealer-secrets.ts'

const HOUR = 3_600_000

let api: ApiUnderTest
let exchange: ReturnType<typeof simulatedTelephony>

// All ask for the same enquiry, and an enquiry is the first one's: each test has a company of its own.
beforeEach(async () => {
  api = await apiUnderTest({
    public: ['lead.industry'],
    things: { enquiry: ['product'] },
    forms: {
      tender: {
        title: { en: 'Tender' },
        fields: [
          { name: 'name', kind: 'text', label: { en: 'Name' }, to: 'lead.name' },
          { name: 'contact', kind: 'tel', label: { en: 'Phone' } },
          { name: 'company', kind: 'text', label: { en: 'Company' }, to: 'account.name' },
          { name: 'task', kind: 'textarea', label: { en: 'Task' } },
          { name: 'plan', kind: 'file', label: { en: 'Plan' } },
        ],
        consents: [],
        makes: 'enquiry',
        thanks: { en: 'Thanks' },
      },
    },
  })
  exchange = simulatedTelephony({
    deliver: signedDelivery(api.deps.secret, () => api.app),
    machineMs: () => 0,
  })
  api.deps.telephony = exchange
})

const post = (url: string, payload?: object, key?: string) =>
  api.ask({ method: 'POST', url, ...(payload && { payload }), ...(key && { key }) })
const get = (url: string, key?: string) => api.ask({ method: 'GET', url, ...(key && { key }) })

let count = 0
async function dealer(stars = 3, figures: object = {}) {
  const name = `Dealer ${++count}`
  const made = await post('/v1/dealers', { name, zone: 'UTC', figures: { sales: stars, ...figures } })
  expect(made.statusCode).toBe(201)
  const person = await post('/v1/sellers', {
    email: `person${count}@dealer.example`,
    name: `Person ${count}`,
    zone: 'UTC',
    phone: '+442079460000',
    dealer: name,
  })
  expect(person.statusCode).toBe(201)
  return { name, ...person.json<{ id: string; key: string }>(), dealer: made.json<{ id: string }>().id }
}

async function lead(
  phone = '+79161234567',
  consents: object[] = [{ purpose: 'dealers', source: 'form', text: 'Yes' }],
) {
  const email = `vera.ilina${++count}@sibpress.ru`
  api.store.clock.advance(1)
  const made = await post('/v1/leads', {
    email,
    phone,
    name: 'Вера Ильина',
    title: 'Главный инженер',
    country: 'RU',
    region: 'Новосибирская область',
    city: 'Новосибирск',
    lang: 'ru',
    account: { domain: 'sibpress.ru', name: 'ООО «Сибирский пресс»' },
    fields: { industry: 'metal', secretField: 'Ильина' },
    consents,
  })
  expect(made.statusCode).toBeLessThan(300)
  const told = await post('/v1/facts', {
    facts: [
      {
        type: 'form.submitted',
        lead: { email },
        props: {
          form: 'tender',
          enquiry: 'E-77',
          name: 'Вера Ильина',
          contact: phone,
          company: 'Сибирский пресс',
          task: ASKED,
          plan: 'plan.pdf',
        },
      },
    ],
  })
  expect(told.json()).toMatchObject({ accepted: [{ known: true }] })
  return made.json<{ id: string }>().id
}

/** A lead that is offered under these terms, after the first turn. */
async function offered(mode: string, terms: object, ...args: Parameters<typeof lead>) {
  const id = await lead(...args)
  const opened = await post('/v1/handoffs', { lead: id, thing: `enquiry:E-77`, mode, terms })
  expect(opened.statusCode).toBe(201)
  const handoff = opened.json<{ id: string }>().id
  await handoffTurn(api.store, handoff)
  return { lead: id, handoff }
}

async function offerOf(key: string): Promise<string> {
  const found = (await get('/v1/offers?live=true', key)).json<{ offers: { id: string }[] }>()
  const [first] = found.offers
  if (!first) throw new Error('no offer')
  return first.id
}

test('before the contacts open nothing that a dealer can ask for tells who it is', async () => {
  const one = await dealer()
  const { handoff, lead: leadId } = await offered('offer', { dealers: [one.name], alone: '2 hours' })
  const offer = await offerOf(one.key)
  const answers = [
    await get('/v1/offers', one.key),
    await get(`/v1/offers/${offer}`, one.key),
    await get(`/v1/handoffs/${handoff}`, one.key),
    await get('/v1/tasks', one.key),
    await get(`/v1/leads/${leadId}`, one.key),
    await get(`/v1/leads/${leadId}/story`, one.key),
    await get('/v1/leads', one.key),
    await get('/v1/dues.csv', one.key),
    await get('/v1/dealers', one.key),
    await post(`/v1/offers/${offer}/bid`, { amount: 1, currency: 'GBP' }, one.key),
    await api.app.inject({
      method: 'GET',
      url: `/o/${signToken(api.deps.secret, 'offer', { id: offer, seller: one.id })}`,
    }),
    await api.app.inject({
      method: 'GET',
      url: `/h/${signToken(api.deps.secret, 'handoff', { id: handoff, seller: one.id })}`,
    }),
  ]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([
    200, 200, 200, 200, 403, 403, 403, 403, 403, 409, 200, 404,
  ])
  const mails = await api.store.db
    .selectFrom('messages')
    .select('vars')
    .where('seller_id', '=', one.id)
    .execute()
  expect(mails).toHaveLength(1)
  const facts = await api.store.db
    .selectFrom('facts')
    .select('props')
    .where('type', 'like', 'offer.%')
    .execute()
  const all = [...answers.map(({ body }) => body), JSON.stringify(mails), JSON.stringify(facts)]
    .join('\n')
    .toLowerCase()
  for (const secret of SECRETS) expect(all, secret).not.toContain(secret.toLowerCase())
  const shown = answers[1]?.json<{ story: object; contacts: null }>()
  expect(shown).toMatchObject({
    contacts: null,
    thing: null,
    story: {
      name: '',
      company: '',
      title: 'head',
      town: 'Новосибирск, Новосибирская область, RU',
      thing: 'enquiry',
      about: ['industry: metal'],
      asked: [expect.stringMatching(/^Task: Нужен пресс на 100 тонн/)],
    },
  })
  const taken = await post(`/v1/offers/${offer}/accept`, undefined, one.key)
  expect(taken.statusCode).toBe(200)
  expect((await get(`/v1/offers/${offer}`, one.key)).json()).toMatchObject({
    contacts: { phone: '+79161234567' },
    thing: 'enquiry:E-77',
    story: { name: 'Вера Ильина' },
  })
  const told = await post(`/v1/handoffs/${handoff}/disposition`, { outcome: 'won' }, one.key)
  expect(told.json()).toMatchObject({ state: 'closed', outcome: 'won', thing: null, account: null })
  expect((await get(`/v1/offers/${offer}`, one.key)).json()).toMatchObject({
    contacts: null,
    story: { name: '' },
  })
})

test('another dealer’s key or link is answered as if there were nothing, on every route', async () => {
  const [one, two] = [await dealer(), await dealer()]
  const { handoff } = await offered('offer', { dealers: [one.name] })
  const offer = await offerOf(one.key)
  const nowhere = '00000000-0000-4000-8000-000000000000'
  const plain = (body: string, id: string) => body.replaceAll(id, 'ID')
  const same = async (method: 'GET' | 'POST', path: (id: string) => string, id: string, payload?: object) => {
    const ask = (which: string) =>
      api.ask({ method, url: path(which), key: two.key, ...(payload && { payload }) })
    const [theirs, none] = [await ask(id), await ask(nowhere)]
    expect(theirs.statusCode, path(id)).toBe(404)
    expect(plain(theirs.body, id)).toBe(plain(none.body, nowhere))
  }
  const bid = { amount: 10_000, currency: 'GBP' }
  const routes = async () => {
    await same('GET', (id) => `/v1/offers/${id}`, offer)
    await same('POST', (id) => `/v1/offers/${id}/accept`, offer)
    await same('POST', (id) => `/v1/offers/${id}/decline`, offer, { reason: 'x' })
    await same('POST', (id) => `/v1/offers/${id}/call`, offer)
    await same('POST', (id) => `/v1/offers/${id}/bid`, offer, bid)
    await same('GET', (id) => `/v1/handoffs/${id}`, handoff)
    await same('POST', (id) => `/v1/handoffs/${id}/contacted`, handoff)
    await same('POST', (id) => `/v1/handoffs/${id}/disposition`, handoff, { outcome: 'won' })
  }
  await routes()
  const foreign = signToken(api.deps.secret, 'offer', { id: offer, seller: two.id })
  for (const what of ['accept', 'decline', 'call', 'bid']) {
    const url = `/v1/offers/${offer}/${what}`
    const reply = await api.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${foreign}` },
      ...(what === 'bid' && { payload: bid }),
    })
    expect([what, reply.statusCode]).toEqual([what, 404])
  }
  await post(`/v1/offers/${offer}/accept`, undefined, one.key)
  await routes()
  expect((await get('/v1/offers', two.key)).json()).toEqual({ offers: [], next_cursor: null })
})

test('a dealer sees of an auction the amounts and not who bid', async () => {
  const [one, two] = [await dealer(), await dealer()]
  const terms = {
    dealers: [one.name, two.name],
    floor: { amount: 10_000, currency: 'GBP' },
    step: 500,
    for: '1 hour',
  }
  const { handoff } = await offered('auction', terms)
  const [first, second] = [await offerOf(one.key), await offerOf(two.key)]
  expect(
    (await post(`/v1/offers/${first}/bid`, { amount: 10_000, currency: 'GBP' }, one.key)).json(),
  ).toMatchObject({ least: 10_500 })
  const seen = (await get(`/v1/offers/${second}`, two.key)).json<object>()
  expect(seen).toMatchObject({
    stage: 'auction',
    auction: { highest: 10_000, least: 10_500, leading: false, bids: 1 },
  })
  const view = await get(`/v1/handoffs/${handoff}`, two.key)
  expect(view.json()).toMatchObject({ bids: [{ dealer: null, seller: null, amount: 10_000 }] })
  expect(view.body).not.toContain(one.id)
  expect(view.body).not.toContain(one.dealer)
  const refused = await post(`/v1/offers/${second}/bid`, { amount: 10_400, currency: 'GBP' }, two.key)
  expect([refused.statusCode, refused.json()]).toMatchObject([
    409,
    { code: 'bid_low', errors: [{ pointer: '/amount' }] },
  ])
  for (const amount of [-1, 0, 1.5, '10500', 1e20, Number.MAX_SAFE_INTEGER])
    expect((await post(`/v1/offers/${second}/bid`, { amount, currency: 'GBP' }, two.key)).statusCode).toBe(
      400,
    )
  expect((await post(`/v1/offers/${second}/accept`, undefined, two.key)).json()).toMatchObject({
    code: 'offer_auction',
  })
  api.store.clock.advance(HOUR)
  await handoffTurn(api.store, handoff)
  const csv = await get('/v1/dues.csv')
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(csv.body).toContain(`${one.name},${handoff},`)
  expect(csv.body).toContain(',10000,100.00,GBP,100.00,')
})

test('the Call button puts a call through; a talk of 75 seconds opens the contacts, by the door of the exchange', async () => {
  const one = await dealer()
  const { handoff } = await offered('offer', { dealers: [one.name] }, '+79161230080')
  const offer = await offerOf(one.key)
  const reply = await post(`/v1/offers/${offer}/call`, undefined, one.key)
  expect([reply.statusCode, reply.json()]).toMatchObject([202, { state: 'asked' }])
  expect(reply.body).not.toContain('9161230080')
  await until(async () => (await get(`/v1/handoffs/${handoff}`)).json<{ state: string }>().state === 'owned')
  expect((await get(`/v1/handoffs/${handoff}`)).json()).toMatchObject({
    owner: one.id,
    reveals: [{ seller: one.id, why: 'talk' }],
    calls: [{ state: 'ended', seconds: 80 }],
  })
})

test('an event of the exchange that is not signed is refused, and one of an unknown call changes nothing', async () => {
  const payload = { call: '+79161234567', type: 'ended', seconds: 90 }
  const bare = await api.app.inject({ method: 'POST', url: '/hooks/telephony/simulator', payload })
  expect(bare.statusCode).toBe(401)
  await signedDelivery(api.deps.secret, () => api.app)({ call: '+79161234567', type: 'ended', seconds: 90 })
})

test('terms that do not fit their mode are refused with their place; what is left out has its default', async () => {
  const id = await lead()
  const refused = async (body: object) =>
    (await post('/v1/handoffs', { lead: id, ...body })).json<{
      code: string
      errors: { pointer: string; detail: string }[]
    }>()
  expect(await refused({ mode: 'auction', terms: {} })).toMatchObject({
    code: 'terms_bad',
    errors: [{ pointer: '/terms/floor' }],
  })
  expect(await refused({ mode: 'offer', terms: { alone: '2 hourz' } })).toMatchObject({
    errors: [{ pointer: '/terms/alone', detail: "must be a duration such as '2 workhours'" }],
  })
  const floor = { amount: 100.5, currency: 'GBP' }
  expect(await refused({ mode: 'auction', terms: { floor, step: 10 ** 13 } })).toMatchObject({
    errors: [
      { pointer: '/terms/floor/amount', detail: 'must be a whole number of minor units' },
      { pointer: '/terms/step', detail: 'must be 1000000000000 minor units at most' },
    ],
  })
  expect(await refused({ mode: 'offer', terms: { dealers: ['nobody'] } })).toMatchObject({
    code: 'dealer_unknown',
  })
  expect(await refused({ mode: 'assign', terms: { sellers: ['nobody@works.example'] } })).toMatchObject({
    code: 'seller_unknown',
  })
  expect(await refused({ terms: {} })).toMatchObject({ code: 'bad_input', errors: [{ pointer: '/mode' }] })
  expect(await refused({ route: 'nothing' })).toMatchObject({ code: 'route_unknown' })
  const made = await post('/v1/handoffs', { lead: id, mode: 'offer' })
  expect(made.json()).toMatchObject({ mode: 'offer', stage: 'alone', state: 'open', rule: null })
  const again = await post('/v1/handoffs', { lead: id, mode: 'assign' })
  expect([again.statusCode, again.json<{ id: string }>().id]).toEqual([200, made.json<{ id: string }>().id])
})

test('a trial of rules says who would get the newest leads and why, and changes nothing', async () => {
  const one = await dealer()
  const id = await lead('+79161234567')
  const before = await api.store.db.selectFrom('offers').select('id').execute()
  const rules = [
    { name: 'abroad', if: { not: { field: 'lead.country', in: ['RU'] } }, terms: { mode: 'assign' } },
    {
      name: 'Russia',
      if: { field: 'lead.country', in: ['RU'] },
      terms: { mode: 'offer', dealers: [one.name] },
    },
  ]
  const reply = await post('/v1/routing/trial', { route: 'sales', last: 1, rules })
  expect(reply.json()).toEqual({
    leads: [
      {
        lead: id,
        thing: 'enquiry:E-77',
        rule: 'Russia',
        because: { 'lead.country': 'RU' },
        mode: 'offer',
        consent: true,
        to: [{ name: one.name, stars: null }],
        leftOut: {},
      },
    ],
  })
  expect(await api.store.db.selectFrom('offers').select('id').execute()).toHaveLength(before.length)
})

test('a dealer of a taken name, an unknown dealer of a seller, and figures that are no numbers are refused', async () => {
  const one = await dealer()
  expect((await post('/v1/dealers', { name: one.name })).json()).toMatchObject({ code: 'dealer_exists' })
  expect((await post('/v1/dealers', { name: 'X', figures: { sales: 'many' } })).statusCode).toBe(400)
  const person = await post('/v1/sellers', {
    email: 'x@dealer.example',
    name: 'X',
    zone: 'UTC',
    dealer: 'nobody',
  })
  expect(person.json()).toMatchObject({ code: 'dealer_unknown', errors: [{ pointer: '/dealer' }] })
  expect((await post(`/v1/dealers/${one.dealer}`, { lines: ['saws'] })).statusCode).toBe(204)
  const listed = (await get('/v1/dealers')).json<{ dealers: { id: string; lines: string[] }[] }>()
  expect(listed.dealers.find(({ id }) => id === one.dealer)).toMatchObject({ lines: ['saws'], active: true })
  expect((await get('/v1/dealers/mine', one.key)).json()).toMatchObject({ name: one.name, lines: ['saws'] })
  expect((await get('/v1/dealers/mine')).statusCode).toBe(404)
  expect((await post(`/v1/dealers/${one.dealer}/remove`)).json()).toEqual({ moved: 0 })
  expect((await get('/v1/offers', one.key)).statusCode).toBe(401)
})
