import { expect, test } from 'vitest'
import { signToken } from '../../mail/tokens.ts'
import { queueMessage } from '../../store/messages.ts'
import { inMoment } from '../../store/moment.ts'
import { lockLead } from '../../store/transact.ts'
import { apiUnderTest, rowCounts } from './api-under-test.ts'
import { multipart } from './multipart.ts'

const label = (en: string, ru: string) => ({ label: { en, ru }, sender: 'marketing' })
const template = { kind: 'marketing', topic: 'news', lang: 'en' } as const
const api = await apiUnderTest({
  topics: { news: label('News', 'Новости'), cases: label('Cases', 'Примеры') },
  compiledTemplates: [
    { ...template, hash: 'n', name: 'news/one' },
    { ...template, hash: 'c', name: 'cases/one', topic: 'cases' },
  ],
})
const yes = { purpose: 'marketing', at: '2026-03-01T10:00:00Z', source: 'fair', text: 'Send me know-how.' }

/** A lead with consent and one mail of each topic in the ledger. */
async function reader(email: string) {
  const { id } = (
    await api.ask({ method: 'POST', url: '/v1/leads', payload: { email, consents: [yes] } })
  ).json()
  const queue = (key: string, name: string) =>
    inMoment(
      api.store,
      (tx) => lockLead(tx, id),
      (m) => queueMessage(m, { key, leadId: id, sellerId: null, source: 'journey', template: name }),
    )
  await queue(`${email}/news`, 'news/one')
  await queue(`${email}/cases`, 'cases/one')
  const mails = async () => {
    const rows = await api.store.db
      .selectFrom('messages')
      .select(['topic', 'status', 'reason'])
      .where('lead_id', '=', id)
      .orderBy('topic')
      .execute()
    return rows.map((row) => `${row.topic} ${row.status}${row.reason ? ` (${row.reason})` : ''}`)
  }
  const stop = `/m/u/${signToken(api.deps.secret, 'unsubscribe', [`${email}/news`])}`
  return { id, mails, stop, choose: `/m/p/${signToken(api.deps.secret, 'preferences', [id])}` }
}
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const post = (url: string, payload = 'List-Unsubscribe=One-Click') =>
  api.app.inject({ method: 'POST', url, payload, headers: urlencoded })

test('looking at the page stops nothing', async () => {
  const { stop, mails } = await reader('look@mill.example')
  const before = await rowCounts(api.store)
  const reply = await api.app.inject({ url: stop, headers: { 'accept-language': 'ru' } })
  expect(reply.body).toContain('Новости')
  expect(reply.body).toContain('method="post"')
  await api.app.inject({ method: 'HEAD', url: stop })
  expect(await rowCounts(api.store)).toEqual(before)
  expect(await mails()).toEqual(['cases queued', 'news queued'])
})

test('one click stops the topic at once, without cookie or redirect; again it changes nothing', async () => {
  const { stop, mails } = await reader('one@mill.example')
  const reply = await post(stop)
  expect([reply.statusCode, reply.headers.location, reply.headers['set-cookie']]).toEqual([
    200,
    undefined,
    undefined,
  ])
  expect(await mails()).toEqual(['cases queued', 'news skipped (topic refused)'])
  const before = await rowCounts(api.store)
  expect((await post(stop)).statusCode).toBe(200)
  expect(await rowCounts(api.store)).toEqual(before)
})

test('one click may come as multipart, or with no body at all', async () => {
  const first = await reader('multi@mill.example')
  expect(
    (
      await api.app.inject({
        method: 'POST',
        url: first.stop,
        ...multipart({ 'List-Unsubscribe': 'One-Click' }),
      })
    ).statusCode,
  ).toBe(200)
  expect(await first.mails()).toContain('news skipped (topic refused)')
  const second = await reader('bare@mill.example')
  expect((await api.app.inject({ method: 'POST', url: second.stop })).statusCode).toBe(200)
  expect(await second.mails()).toContain('news skipped (topic refused)')
})

test('stop all mail takes the consent back, and a later yes counts again', async () => {
  const { stop, mails, id } = await reader('all@mill.example')
  await post(stop, 'what=all')
  expect(await mails()).toEqual(['cases skipped (no consent)', 'news skipped (no consent)'])
  const { consents } = (await api.ask({ url: `/v1/leads/${id}` })).json()
  expect(consents.map((one: { given: boolean }) => one.given)).toEqual([true, false])
  const before = await rowCounts(api.store)
  await post(stop, 'what=all')
  expect(await rowCounts(api.store)).toEqual(before)
})

test('topics are chosen one by one, and what was stopped can be had again', async () => {
  const { choose, stop, mails } = await reader('choose@mill.example')
  await post(stop)
  const ticked = async () =>
    [...(await api.app.inject({ url: choose })).body.matchAll(/value="(\w+)" checked/g)].map((one) => one[1])
  expect(await ticked()).toEqual(['cases'])
  api.store.clock.advance(1000)
  expect((await post(choose, 'what=save&topic=news')).body).toContain('Saved')
  expect(await ticked()).toEqual(['news'])
  expect(await mails()).toContain('cases skipped (topic refused)')
  api.store.clock.advance(1000)
  await post(choose, 'what=none&topic=news')
  expect(await ticked()).toEqual([])
})

test.each([
  '/m/u/x.y',
  '/m/p/x.y',
  '/m/u/',
  `/m/u/${'a'.repeat(1500)}`,
  `/m/p/${signToken('another secret', 'preferences', ['x'])}`,
])('a forged link is refused: %s', async (url) => {
  const before = await rowCounts(api.store)
  for (const method of ['GET', 'POST'] as const) {
    const { statusCode } = await api.app.inject({ method, url })
    expect(statusCode).toBeGreaterThanOrEqual(400)
    expect(statusCode).toBeLessThan(500)
  }
  expect(await rowCounts(api.store)).toEqual(before)
})

test('a token for one thing is worth nothing for another', async () => {
  const { stop, choose } = await reader('swap@mill.example')
  expect((await api.app.inject({ url: stop.replace('/u/', '/p/') })).statusCode).toBe(403)
  expect((await api.app.inject({ url: choose.replace('/p/', '/u/') })).statusCode).toBe(403)
})
