import { beforeEach, expect, test } from 'vitest'
import { loadMarketing } from '../../cli/marketing-files.ts'
import { projectFolder } from '../../cli/project-folder.ts'
import { drainLane } from '../../mail/drain.ts'
import { signToken } from '../../mail/tokens.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { consentedTo, marketingConsents } from '../../store/consents.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { afterwards } from '../harness/afterwards.ts'
import { testMail } from '../harness/mail.ts'
import { publishedDatabase } from '../harness/release.ts'
import { testStore } from '../harness/store.ts'
import { apiOn, type ApiUnderTest, rowCounts } from './api-under-test.ts'

const DAY = 24 * 3_600_000
const { marketing } = await loadMarketing(projectFolder)
if (!marketing) throw new Error('the example marketing has faults')
const { newsletter } = marketing.forms
if (!newsletter) throw new Error('the example has no newsletter')
const mail = await testMail()
const transport = smtpTransport(mail.url, { connections: 1 })
afterwards(() => transport.close())

const published = await publishedDatabase({
  ...marketing,
  forms: { ...marketing.forms, newsletter: { ...newsletter, doubleOptIn: true } },
})
// Each test has a clock of its own, and the lanes and limits of a day that nobody has used.
let api: ApiUnderTest
beforeEach(async () => {
  api = await apiOn(await testStore({ like: published }))
})

const post = (url: string, values: Record<string, string> = {}, ip = '192.0.2.1') =>
  api.app.inject({
    method: 'POST',
    url,
    remoteAddress: ip,
    payload: new URLSearchParams(values).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
let sent = 0
/** Sends the form as a person would, with both boxes ticked. */
const submit = (email: string, more: Record<string, string> = {}) =>
  post('/f/newsletter', {
    email,
    consent_data: '2026-01',
    consent_marketing: '2026-01',
    _lang: 'en',
    _key: `k${++sent}`,
    ...more,
  })
const leadOf = async (email: string) => {
  const { leads } = (await api.ask({ url: `/v1/leads?email=${email}` })).json()
  return (await api.ask({ url: `/v1/leads/${leads[0].id}` })).json()
}
const consented = async (id: string) =>
  consentedTo((await marketingConsents(api.store.db, [id])).get(id), 'know-how')
const drain = () =>
  drainLane(
    { store: api.store, transport, config: { publicUrl: api.deps.publicUrl, secret: api.deps.secret } },
    'default',
  )
const mailsTo = (email: string) => mail.received.filter((one) => one.to.includes(email))
const purposes = ({ consents }: { consents: { purpose: string }[] }) => consents.map((one) => one.purpose)

/** The link of the mail that asks. */
async function linkTo(email: string): Promise<string> {
  await drain()
  const html = mailsTo(email).at(-1)?.mail.html ?? ''
  const [, path] = /href="http:\/\/kindling\.test(\/m\/a\/[^"]+)"/.exec(html) ?? []
  if (!path) throw new Error('no mail with a link to confirm')
  return path
}

test('until it is confirmed nothing counts; looking changes nothing; the click keeps it with its proof', async () => {
  const email = 'anna@mill.example'
  const thanks = await submit(email)
  expect(thanks.body).toContain('One step is left')
  expect(thanks.body).toContain('<time datetime="2026-03-09T09:00:00.000Z">')
  const lead = await leadOf(email)
  expect(purposes(lead)).toEqual(['data'])
  expect(lead.consents[0].proof).toEqual({
    form: 'newsletter',
    source: 'http://kindling.test/f/newsletter',
    version: '2026-01',
    ip: '192.0.2.1',
  })
  expect(lead.consentsWaiting).toEqual([
    {
      purpose: 'marketing',
      topic: null,
      version: '2026-01',
      form: 'newsletter',
      askedAt: '2026-03-02T09:00:00.000Z',
      expiresAt: '2026-03-09T09:00:00.000Z',
    },
  ])
  expect(await consented(lead.id)).toBe(false)
  const state = (await marketingConsents(api.store.db, [lead.id])).get(lead.id)
  expect(state?.pendingUntil).toBe(Date.parse('2026-03-09T09:00:00Z'))

  const link = await linkTo(email)
  const [asked] = mailsTo(email)
  expect(asked?.mail.subject).toBe('Please confirm: one click')
  expect(asked?.mail.headers.some((one) => one.key === 'list-unsubscribe')).toBe(false)
  // A page can be passed on, and with it the button: this mail is none.
  expect(asked?.mail.html).not.toContain('/m/v/')
  const { key } = await api.store.db
    .selectFrom('messages')
    .select('key')
    .where('lead_id', '=', lead.id)
    .where('template', '=', 'consent/confirm')
    .executeTakeFirstOrThrow()
  const view = `/m/v/${signToken(api.deps.secret, 'view', [key])}`
  expect((await api.app.inject({ url: view })).statusCode).toBe(403)
  const before = await rowCounts(api.store)
  const page = await api.app.inject({ url: link })
  expect(page.body).toContain('Send me know-how, cases and invitations by email.')
  await api.app.inject({ method: 'HEAD', url: link })
  expect(await rowCounts(api.store)).toEqual(before)
  expect(await consented(lead.id)).toBe(false)

  api.store.clock.advance(DAY)
  expect((await post(link, {}, '2001:db8::7')).body).toContain('Confirmed')
  expect(await consented(lead.id)).toBe(true)
  const after = await leadOf(email)
  expect(after.consentsWaiting).toEqual([])
  expect(after.consents.at(-1)).toEqual({
    purpose: 'marketing',
    topic: null,
    given: true,
    at: '2026-03-03T09:00:00.000Z',
    source: 'http://kindling.test/f/newsletter',
    text: 'Send me know-how, cases and invitations by email. I can stop it in every mail.',
    version: '2026-01',
    proof: {
      askedAt: '2026-03-02T09:00:00.000Z',
      askedIp: '192.0.2.1',
      confirmedAt: '2026-03-03T09:00:00.000Z',
      confirmedIp: '2001:db8::7',
      source: 'http://kindling.test/f/newsletter',
      form: 'newsletter',
      version: '2026-01',
      message: expect.stringMatching(/^consent\//),
      messageId: asked?.mail.messageId,
    },
  })
  const story = JSON.stringify((await api.ask({ url: `/v1/leads/${lead.id}/story` })).json())
  expect(story).toContain('consent.asked')
  expect(story).toContain('consent.given')

  const rows = await rowCounts(api.store)
  expect((await post(link)).body).toContain('Confirmed')
  expect((await api.app.inject({ url: link })).body).toContain('Confirmed')
  expect(await rowCounts(api.store)).toEqual(rows)
})

test('after seven days the page is kind, leads back to the form, and keeps nothing', async () => {
  const email = 'late@mill.example'
  await submit(email)
  const link = await linkTo(email)
  api.store.clock.advance(7 * DAY)
  const before = await rowCounts(api.store)
  for (const reply of [await api.app.inject({ url: link }), await post(link)]) {
    expect(reply.statusCode).toBe(410)
    expect(reply.body).toContain('This link is over')
    expect(reply.body).toContain('href="/f/newsletter?lang=en"')
  }
  expect(await rowCounts(api.store)).toEqual(before)
  expect((await leadOf(email)).consentsWaiting).toEqual([])
})

const SOME_ID = '019f0000-0000-7000-8000-000000000000'
test.each([
  ['is none', () => '/m/a/x.y'],
  ['is forged', () => `/m/a/${signToken('another secret', 'consent', [SOME_ID])}`],
  ['is of nothing', () => `/m/a/${signToken(api.deps.secret, 'consent', [SOME_ID])}`],
  ['is of no id', () => `/m/a/${signToken(api.deps.secret, 'consent', ["' or 1=1"])}`],
  ['is for something else', () => `/m/a/${signToken(api.deps.secret, 'preferences', [SOME_ID])}`],
])('a link that %s is refused', async (_what, link) => {
  const url = link()
  for (const reply of [await api.app.inject({ url }), await post(url)]) expect(reply.statusCode).toBe(403)
})

test('mail that waits for the yes is asked about at once when it comes', async () => {
  const email = 'waits@mill.example'
  await submit(email)
  const { id } = await leadOf(email)
  const due = async () =>
    (
      await api.store.db
        .selectFrom('messages')
        .select(['due_at', 'status'])
        .where('lead_id', '=', id)
        .where('kind', '=', 'marketing')
        .execute()
    ).map((row) => [row.status, row.due_at - api.store.clock.read()])
  await drain()
  api.store.clock.advance(60_000)
  const link = await linkTo(email)
  const waiting = await due()
  expect(waiting.length).toBeGreaterThan(0)
  for (const [status, ms] of waiting) {
    expect(status).toBe('queued')
    expect(ms).toBeGreaterThan(0)
  }
  await post(link)
  expect(await due()).toEqual(waiting.map(() => ['queued', 0]))
  // The worker's part: the journey whose wait the yes has ended looks, and the lane sends.
  const { journeys } = await leadOf(email)
  for (const journey of journeys) await journeyTurn(api.store, journey.id)
  await drain()
  expect((await due()).map(([status]) => status)).toContain('sent')
})

test('the same page sent twice is one mail, ten clicks on the form are one, a day brings three at most', async () => {
  const email = 'victim@mill.example'
  const first = await submit(email, { _key: 'same' })
  expect((await submit(email, { _key: 'same' })).body).toBe(first.body)
  for (let n = 0; n < 10; n++) await submit(email)
  await drain()
  expect(mailsTo(email)).toHaveLength(1)
  for (let n = 0; n < 10; n++) {
    api.store.clock.advance(3_600_000)
    expect((await submit(email)).body).toContain('One step is left')
  }
  await drain()
  expect(mailsTo(email)).toHaveLength(3)
})

test('five clicks at the same moment are one consent', async () => {
  const email = 'five@mill.example'
  await submit(email)
  const link = await linkTo(email)
  const replies = await Promise.all(Array.from({ length: 5 }, () => post(link)))
  expect(replies.map((reply) => reply.statusCode)).toEqual([200, 200, 200, 200, 200])
  expect(purposes(await leadOf(email))).toEqual(['data', 'marketing'])
})

test('whoever agreed long ago is asked again, so that the page tells a stranger nothing', async () => {
  const email = 'known@mill.example'
  const yes = { purpose: 'marketing', source: 'fair', text: 'Yes.' }
  await api.ask({ method: 'POST', url: '/v1/leads', payload: { email, consents: [yes] } })
  expect((await submit(email)).body).toContain('One step is left')
  expect(await consented((await leadOf(email)).id)).toBe(true)
})

test('a yes from the mailbox is newer than a no by click', async () => {
  const email = 'back@mill.example'
  const yes = { purpose: 'marketing', source: 'fair', text: 'Yes.' }
  const made = await api.ask({ method: 'POST', url: '/v1/leads', payload: { email, consents: [yes] } })
  const { id } = made.json()
  const choose = `/m/p/${signToken(api.deps.secret, 'preferences', [id])}`
  api.store.clock.advance(1000)
  await post(choose, { what: 'save', topic: 'events' })
  const ticked = async () =>
    [...(await api.app.inject({ url: choose })).body.matchAll(/value="([\w-]+)" checked/g)].map(
      (one) => one[1],
    )
  expect(await ticked()).toEqual(['events'])
  api.store.clock.advance(1000)
  await submit(email)
  await post(await linkTo(email))
  expect(await ticked()).toContain('know-how')
})
