import { expect, test } from 'vitest'
import { signToken } from '../../mail/tokens.ts'
import { instant, json } from '../../store/database.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import { queueMessage } from '../../store/messages.ts'
import { inMoment } from '../../store/moment.ts'
import { lockLead } from '../../store/transact.ts'
import { apiUnderTest } from './api-under-test.ts'

const api = await apiUnderTest({
  compiledTemplates: [{ hash: 'n', name: 'news/one', lang: 'en', kind: 'marketing', topic: 'news' }],
})
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36'
const LINK = 'https://works.example/presses?utm_source=kindling&utm_medium=email&utm_campaign=news%2Fone'

const LINKS = [LINK, 'https://works.example/saws', 'https://works.example/lathes']

/** The minute of judgement goes by. */
async function judged(): Promise<void> {
  api.store.clock.advance(60_000)
  await drainAlarms(api.store, { until: Number.POSITIVE_INFINITY, beat: () => undefined })
}

/** A lead whose mail left just now, with three links. */
async function reader(email: string) {
  const { id } = (await api.ask({ method: 'POST', url: '/v1/leads', payload: { email } })).json()
  const key = `mail/${email}`
  await inMoment(
    api.store,
    (tx) => lockLead(tx, id),
    (m) => queueMessage(m, { key, leadId: id, sellerId: null, source: 'journey', template: 'news/one' }),
  )
  const left = { status: 'sent' as const, left_at: instant(api.store.clock.read()), links: json(LINKS) }
  await api.store.db.updateTable('messages').set(left).where('key', '=', key).execute()
  const facts = async (type: string) => {
    const rows = await api.store.db
      .selectFrom('facts')
      .select('props')
      .where('lead_id', '=', id)
      .where('type', '=', type)
      .orderBy('id')
      .execute()
    return rows.map((row) => row.props)
  }
  const heat = async () => (await api.ask({ url: `/v1/leads/${id}` })).json().heat
  const linkTo = (n: number) => `/m/c/${signToken(api.deps.secret, 'click', [key, n])}`
  return {
    id,
    key,
    facts,
    heat,
    url: linkTo(0),
    linkTo,
    pixel: `/m/o/${signToken(api.deps.secret, 'open', [key])}.gif`,
  }
}
const visit = (url: string, agent = BROWSER, method: 'GET' | 'HEAD' = 'GET', headers = {}) =>
  api.app.inject({ method, url, headers: { 'user-agent': agent, ...headers } })

test("a person's click leads on, counts once and warms the lead", async () => {
  const { url, facts, heat } = await reader('person@mill.example')
  api.store.clock.advance(20_000)
  const reply = await visit(url)
  expect([reply.statusCode, reply.headers.location, reply.headers['set-cookie']]).toEqual([
    302,
    LINK,
    undefined,
  ])
  await visit(url)
  expect([await facts('email.clicked'), await heat()]).toEqual([[], 0])
  await judged()
  expect(await facts('email.clicked')).toEqual([
    expect.objectContaining({ human: true, template: 'news/one', link: 'https://works.example/presses' }),
  ])
  expect(await heat()).toBeCloseTo(10, 1)
})

test.each([
  ['too soon after the mail left', BROWSER, 'GET', 2_000],
  ['a HEAD', BROWSER, 'HEAD', 20_000],
  ['a robot', 'Mozilla/5.0 (compatible; Googlebot/2.1)', 'GET', 20_000],
  ['no browser', 'curl/8.1', 'GET', 20_000],
] as const)('%s is a machine: it is led on, kept, and warms nobody', async (what, agent, method, after) => {
  const { url, facts, heat } = await reader(`${what.replaceAll(' ', '-').toLowerCase()}@machine.example`)
  api.store.clock.advance(after)
  expect((await visit(url, agent, method)).statusCode).toBe(302)
  expect(await facts('email.clicked')).toEqual([])
  await judged()
  expect(await facts('email.clicked')).toEqual([])
  expect(await facts('email.scanned')).toHaveLength(1)
  expect(await heat()).toBe(0)
})

test('a browser that loads ahead is no reader', async () => {
  const { url, facts } = await reader('ahead@mill.example')
  api.store.clock.advance(20_000)
  expect((await visit(url, BROWSER, 'GET', { 'sec-purpose': 'prefetch;prerender' })).statusCode).toBe(302)
  await judged()
  expect([await facts('email.clicked'), (await facts('email.scanned')).length]).toEqual([[], 1])
})

test('a gateway with a browser’s agent, that opens the mail’s own pages too, is led on everywhere and warms nobody', async () => {
  const { id, key, url, facts, heat } = await reader('gateway@machine.example')
  api.store.clock.advance(20_000)
  const pages = [
    url,
    `/m/u/${signToken(api.deps.secret, 'unsubscribe', [key])}`,
    `/m/p/${signToken(api.deps.secret, 'preferences', [id, key])}`,
  ]
  const replies = await Promise.all(pages.map((page) => visit(page)))
  expect(replies.map((reply) => reply.statusCode)).toEqual([302, 200, 200])
  await judged()
  expect([await facts('email.clicked'), await heat()]).toEqual([[], 0])
  expect(await facts('email.scanned')).toEqual([expect.objectContaining({ why: 'burst' })])
})

test('what was believed and is taken back stands in the story, and the points with it', async () => {
  const cloud = (url: string) =>
    api.app.inject({ url, headers: { 'user-agent': BROWSER }, remoteAddress: '203.0.113.77' })
  const { id, url, heat } = await reader('believed@mill.example')
  api.store.clock.advance(20_000)
  await cloud(url)
  await judged()
  expect(await heat()).toBeCloseTo(10, 1)
  for (const company of ['one', 'two', 'three']) {
    const { linkTo } = await reader(`someone@${company}.example`)
    api.store.clock.advance(20_000)
    for (const n of [0, 1, 2]) await cloud(linkTo(n))
    await judged()
  }
  expect(await heat()).toBe(0)
  const { entries } = (await api.ask({ url: `/v1/leads/${id}/story` })).json()
  const points = entries.filter((entry: { points?: number }) => entry.points !== undefined)
  expect(entries.map((entry: { type?: string }) => entry.type)).toContain('email.click.voided')
  expect(
    points.map((entry: { points: number; reverses?: number }) => [entry.points, 'reverses' in entry]),
  ).toEqual([
    [10, false],
    [-10, true],
  ])
})

test('the picture is always a picture, and tells a person from a proxy', async () => {
  const { pixel, facts } = await reader('open@mill.example')
  api.store.clock.advance(60_000)
  await visit(pixel, 'Mozilla/5.0')
  const reply = await visit(pixel)
  expect([reply.statusCode, reply.headers['content-type'], reply.headers['cache-control']]).toEqual([
    200,
    'image/gif',
    'no-store',
  ])
  expect([(await facts('email.scanned')).length, (await facts('email.opened')).length]).toEqual([1, 1])
  expect((await visit('/m/o/forged.gif')).headers['content-type']).toBe('image/gif')
})

test('a forged link, or one beyond the links of its mail, leads nowhere', async () => {
  await reader('forged@mill.example')
  const beyond = signToken(api.deps.secret, 'click', ['mail/forged@mill.example', 7])
  const others = signToken('another secret', 'click', ['mail/forged@mill.example', 0])
  for (const token of [beyond, others, 'x.y', `${beyond}x`])
    expect((await visit(`/m/c/${token}`)).statusCode).toBe(403)
})
