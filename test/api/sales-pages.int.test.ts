import { beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { signToken } from '../../mail/tokens.ts'
import { until } from '../harness/until.ts'
import { dealerScene, HOUR, type DealerScene } from '../store/dealer-scene.ts'
import { callPage } from '../../store/handoffs/call-page.ts'
import { createSeller } from '../../store/sellers.ts'
import { upsertLead } from '../../store/leads.ts'
import { removeDealer } from '../../store/dealers/remove.ts'

const SECRET = 'a secret for tests, long enough to sign with'
const HTTP = 'http://kindling.test'
const DAY = 24 * HOUR

type App = Awaited<ReturnType<typeof buildApp>>
let s: DealerScene
let app: App
/** The same behind https. */
let secure: App

const appAt = (publicUrl: string) =>
  buildApp({
    store: s.store,
    publicUrl,
    dataDir: '/nowhere',
    documentsDir: '/nowhere',
    secret: SECRET,
    clickQuarantineSeconds: 0,
    temporalUp: async () => true,
  })

beforeAll(async () => {
  s = await dealerScene()
  app = await appAt(HTTP)
  secure = await appAt('https://kindling.test')
})

const OURS = { 'sec-fetch-site': 'same-origin' }

let visitors = 0
// Each from an address of its own: one alone may not ask for many links.
const submit = (url: string, payload = '', headers: Record<string, string> = OURS, on = app) =>
  on.inject({
    method: 'POST',
    url,
    remoteAddress: `10.0.${visitors >> 8}.${visitors++ & 255}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload,
  })

const links = (seller: string) =>
  s.store.db
    .selectFrom('messages')
    .select(['key', 'vars'])
    .where('seller_id', '=', seller)
    .where('template', '=', 'sales/sign-in')
    .orderBy('queued_at', 'desc')
    .execute()

/** Asks for a link and gives its path, as the mail would hold it. */
async function linkFor(seller: { id: string; email: string }): Promise<string> {
  const before = new Set((await links(seller.id)).map(({ key }) => key))
  expect((await submit('/my/sign-in', `email=${encodeURIComponent(seller.email)}`)).statusCode).toBe(200)
  // The clock stands still: which of several is the new one, their instants do not say.
  const link = await until(async () => (await links(seller.id)).find(({ key }) => !before.has(key)), {
    what: 'a link to be mailed',
  })
  const { id, until: good } = link.vars.page as { id: string; until: number }
  return `/my/in/${signToken(SECRET, 'sign-in', { id, seller: seller.id }, good)}`
}

let count = 0
async function dealer() {
  const made = await s.dealer(`dealer${++count}`, 3)
  const [person] = made.people
  if (!person) throw new Error('the dealer has nobody')
  return { ...made, ...person, dealer: made.id }
}

const cookieOf = (answer: { headers: Record<string, unknown> }): string =>
  String(answer.headers['set-cookie']).split(';')[0] ?? ''

async function session(person: { id: string; email: string }): Promise<string> {
  return cookieOf(await submit(await linkFor(person)))
}

const open = (cookie: string, url = '/my') => app.inject({ url, headers: { cookie } })

test('a link signs in once; looking at it signs nobody in', async () => {
  const person = await dealer()
  const link = await linkFor(person)
  const looked = await app.inject({ url: link })
  expect(looked.statusCode).toBe(200)
  expect(looked.headers['set-cookie']).toBeUndefined()
  const first = await submit(link)
  expect(first.statusCode).toBe(303)
  expect(first.headers['set-cookie']).toMatch(
    /^kindling=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
  )
  const again = await submit(link)
  expect(again.statusCode).toBe(403)
  expect(again.headers['set-cookie']).toBeUndefined()
  const shown = await open(cookieOf(first))
  expect(shown.statusCode).toBe(200)
  expect(shown.headers['cache-control']).toBe('no-store')
  expect(shown.body).not.toContain('<script')
})

test('two who use one link in the same moment: one is signed in', async () => {
  const link = await linkFor(await dealer())
  const answers = await Promise.all([1, 2, 3, 4].map(() => submit(link)))
  expect(answers.map((one) => one.statusCode).toSorted()).toEqual([303, 403, 403, 403])
})

test('a link that is too old, forged or of another purpose signs nobody in', async () => {
  const person = await dealer()
  const link = await linkFor(person)
  const forged = `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`
  const other = `/my/in/${signToken(SECRET, 'handoff', { id: person.id, seller: person.id })}`
  for (const bad of [forged, other, '/my/in/x']) expect((await submit(bad)).statusCode).toBe(403)
  s.store.clock.advance(HOUR)
  expect((await submit(link)).statusCode).toBe(403)
})

test('the answer is the same for an address that is nobody’s, and then nothing is mailed', async () => {
  const person = await dealer()
  const mails = async () =>
    (await s.store.db.selectFrom('messages').select('key').where('template', '=', 'sales/sign-in').execute())
      .length
  const before = await mails()
  const nobody = await submit('/my/sign-in', 'email=nobody%40elsewhere.example')
  const known = await submit('/my/sign-in', `email=${encodeURIComponent(person.email.toUpperCase())}`)
  expect({ status: nobody.statusCode, body: nobody.body }).toEqual({
    status: known.statusCode,
    body: known.body,
  })
  await until(async () => (await mails()) === before + 1)
  expect((await submit('/my/sign-in', 'email=nonsense')).statusCode).toBe(422)
})

test('of one person three links are good at a time, and the ledger keeps none of them', async () => {
  const person = await dealer()
  for (let n = 0; n < 3; n++) await linkFor(person)
  expect((await submit('/my/sign-in', `email=${encodeURIComponent(person.email)}`)).statusCode).toBe(200)
  // The next one that gets a link shows that the fourth of this one was looked at.
  await linkFor(await dealer())
  const all = await links(person.id)
  expect(all).toHaveLength(3)
  expect(JSON.stringify(all)).not.toMatch(/\/my\/in\//)
})

test('one address of the network asks for ten links a minute', async () => {
  const ask = () =>
    app.inject({
      method: 'POST',
      url: '/my/sign-in',
      remoteAddress: '10.9.9.9',
      headers: { ...OURS, 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'email=nobody%40elsewhere.example',
    })
  for (let n = 0; n < 10; n++) expect((await ask()).statusCode).toBe(200)
  expect((await ask()).statusCode).toBe(429)
})

test('behind https the cookie is bound to this host and to https', async () => {
  const link = await linkFor(await dealer())
  const answer = await submit(link, '', OURS, secure)
  expect(answer.headers['set-cookie']).toMatch(
    /^__Host-kindling=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
  )
  const shown = await secure.inject({ url: '/my', headers: { cookie: cookieOf(answer) } })
  expect(shown.statusCode).toBe(200)
  // The name without the prefix could be set by a neighbour.
  const bare = cookieOf(answer).replace('__Host-', '')
  expect((await secure.inject({ url: '/my', headers: { cookie: bare } })).statusCode).toBe(303)
})

test.each([
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'same-site' }, 403],
  [{ origin: 'https://evil.example' }, 403],
  [{ origin: 'null' }, 403],
  [{}, 403],
  [{ origin: HTTP }, 303],
  [{ 'sec-fetch-site': 'same-origin' }, 303],
])(
  'what comes from %o is answered with %i, and only from our pages it changes something',
  async (headers, status) => {
    const person = await dealer()
    const cookie = await session(person)
    const lead = await s.lead()
    const { id } = await s.open(lead)
    await s.turn(id)
    const offer = await s.store.db
      .selectFrom('offers')
      .select(['id', 'seller_id'])
      .where('handoff_id', '=', id)
      .executeTakeFirstOrThrow()
    await s.store.db
      .updateTable('offers')
      .set({ seller_id: person.id, dealer_id: person.dealer })
      .where('id', '=', offer.id)
      .execute()
    const sent = { cookie, ...headers } as Record<string, string>
    expect((await submit(`/my/offers/${offer.id}/decline`, '', sent)).statusCode).toBe(status)
    const row = await s.store.db
      .selectFrom('offers')
      .select('state')
      .where('id', '=', offer.id)
      .executeTakeFirstOrThrow()
    expect(row.state).toBe(status === 303 ? 'declined' : 'made')
    if (status === 403) expect((await submit('/my/out', '', sent)).statusCode).toBe(403)
  },
)

test('signed out, run out, or with a dealer that was removed nobody sees anything', async () => {
  const [out, old, gone] = [await dealer(), await dealer(), await dealer()]
  const cookies = { out: await session(out), gone: await session(gone), old: await session(old) }
  for (const cookie of Object.values(cookies)) expect((await open(cookie)).statusCode).toBe(200)
  const left = await submit('/my/out', '', { ...OURS, cookie: cookies.out })
  expect(left.headers['set-cookie']).toContain('Max-Age=0')
  await removeDealer(s.store, gone.dealer)
  for (const cookie of [cookies.out, cookies.gone, 'kindling=forged', '']) {
    for (const url of ['/my', '/my/leads', '/my/tasks', '/my/new', `/my/leads/${out.id}`]) {
      const answer = await open(cookie, url)
      expect([answer.statusCode, answer.headers.location], url).toEqual([303, '/my/sign-in'])
    }
  }
  s.store.clock.advance(31 * DAY)
  expect((await open(cookies.old)).statusCode).toBe(303)
})

test('of somebody who is known already only the meeting is recorded, in the same words', async () => {
  const person = await dealer()
  const headers = { ...OURS, cookie: await session(person) }
  const { id: known } = await upsertLead(s.store, { email: 'known@plant.example', name: 'Known' })
  const before = await s.store.db
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', known)
    .executeTakeFirstOrThrow()
  const form = (email: string) =>
    new URLSearchParams({
      name: 'Somebody Else',
      email,
      where: 'the fair',
      note: 'a saw',
      agreed: 'yes',
      news: 'yes',
    }).toString()
  const [old, fresh] = [
    await submit('/my/new', form(before.email ?? ''), headers),
    await submit('/my/new', form('new@plant.example'), headers),
  ]
  expect({ status: old.statusCode, body: old.body }).toEqual({ status: fresh.statusCode, body: fresh.body })
  const after = await s.store.db
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', known)
    .executeTakeFirstOrThrow()
  expect({ name: after.name, owner: after.owner_id }).toEqual({ name: before.name, owner: before.owner_id })
  expect((await s.facts(known)).filter(({ type }) => type.startsWith('consent.'))).toEqual([])
  expect((await s.facts(known)).at(-1)).toMatchObject({ type: 'lead.met', props: { where: 'the fair' } })
  const made = await s.store.db
    .selectFrom('leads')
    .selectAll()
    .where('email', '=', 'new@plant.example')
    .executeTakeFirstOrThrow()
  const row = await s.store.db
    .selectFrom('handoffs')
    .select(['state', 'owner_id', 'dealer_id'])
    .where('lead_id', '=', made.id)
    .executeTakeFirst()
  expect(row).toEqual({ state: 'owned', owner_id: person.id, dealer_id: person.dealer })
})

test('without the person’s consent, or with an input that is none, nothing is recorded', async () => {
  const headers = { ...OURS, cookie: await session(await dealer()) }
  const leads = async () => (await s.store.db.selectFrom('leads').select('id').execute()).length
  const before = await leads()
  const good: Record<string, string> = { name: 'A', email: 'a@plant.example', where: 'fair', agreed: 'yes' }
  const wrong: Record<string, string>[] = [
    { agreed: '' },
    { email: 'x' },
    { email: '', phone: '' },
    { phone: '12' },
    { name: '' },
    { where: 'a\r\nb' },
    { note: 'x'.repeat(3000) },
  ]
  for (const bad of wrong) {
    const answer = await submit('/my/new', new URLSearchParams({ ...good, ...bad }).toString(), headers)
    expect(answer.statusCode, JSON.stringify(bad)).toBe(422)
    expect(answer.body).toContain('class="fault"')
  }
  expect(await leads()).toBe(before)
})

test('the lead’s own page refuses by its button alone, and outlives a merge', async () => {
  const lead = await s.lead()
  const { id } = await s.open(lead)
  const link = `/c/${signToken(SECRET, 'call', { id, lead })}`
  const looked = await app.inject({ url: link, headers: { 'accept-language': 'ru' } })
  expect(looked.body).toContain('Не звоните мне')
  expect((await s.handoff(id)).state).not.toBe('closed')
  const other = await s.lead()
  await s.store.db.updateTable('handoffs').set({ lead_id: other }).where('id', '=', id).execute()
  expect((await submit(link, '', {})).headers.location).toBe(link)
  expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'refused' })
  expect((await app.inject({ url: link })).body).toContain('Nobody will call you')
  for (const bad of [`${link}x`, `/c/${signToken(SECRET, 'handoff', { id, lead })}`])
    expect((await submit(bad, '', {})).statusCode).toBe(403)
})

test('the lead’s own page keeps the clock of the company’s place, as its mail does, where nothing else is known', async () => {
  const lead = await s.lead()
  const { id } = await s.open(lead)
  const company = { name: 'Mill', country: 'NZ', created_at: new Date(s.store.clock.read()) }
  const account = await s.store.db
    .insertInto('accounts')
    .values(company)
    .returning('id')
    .executeTakeFirstOrThrow()
  const nowhere = { phone: null, region: null, country: null, zone: null, account_id: account.id }
  await s.store.db.updateTable('leads').set(nowhere).where('id', '=', lead).execute()
  expect((await callPage(s.store.db, id))?.zone).toBe('Pacific/Auckland')
})

test('the house reads the story of a lead that nobody has; a dealer, and whoever is not signed in, does not', async () => {
  const { id } = await upsertLead(s.store, { email: 'nobodys@works.example', name: 'Nina Adrift' })
  const email = 'reader@house.example'
  const house = await createSeller(s.store, { email, name: 'Reader', zone: 'UTC', role: 'marketer' })
  const shown = await open(await session({ ...house, email }), `/my/lead/${id}`)
  expect(shown.statusCode).toBe(200)
  expect(shown.body).toContain('Nina Adrift')
  expect(shown.body).not.toContain('nobodys@works.example')
  const foreign = await open(await session(await dealer()), `/my/lead/${id}`)
  expect(foreign.statusCode).toBe(404)
  expect(foreign.body).not.toContain('Nina')
  // Whose lead went on to somebody else finds the way to the others.
  expect(foreign.body).toContain('href="/my/leads"')
  expect((await app.inject({ url: `/my/lead/${id}` })).statusCode).toBe(303)
})
