import { expect, test } from 'vitest'
import { signToken } from '../../mail/tokens.ts'
import { hushLead } from '../../store/hush.ts'
import { queueMessage } from '../../store/messages.ts'
import { inMoment } from '../../store/moment.ts'
import { suppress } from '../../store/suppressions.ts'
import { lockLead } from '../../store/transact.ts'
import { apiUnderTest, rowCounts } from './api-under-test.ts'

const label = (en: string, ru: string) => ({ label: { en, ru }, sender: 'marketing' })
const template = { kind: 'marketing', topic: 'news', lang: 'en' } as const
const api = await apiUnderTest({
  topics: {
    news: label('News', 'Новости'),
    cases: label('Cases', 'Примеры'),
    orders: label('Your orders', 'Ваши заказы'),
  },
  compiledTemplates: [
    { ...template, hash: 'n', name: 'news/one' },
    { ...template, hash: 'c', name: 'cases/one', topic: 'cases' },
    { ...template, hash: 'o', name: 'orders/one', kind: 'service', topic: 'orders' },
  ],
})
const yes = { purpose: 'marketing', at: '2026-03-01T10:00:00Z', source: 'fair', text: 'Send me know-how.' }

async function reader(email: string, more: Record<string, unknown> = {}) {
  const { id } = (
    await api.ask({ method: 'POST', url: '/v1/leads', payload: { email, consents: [yes], ...more } })
  ).json()
  const key = `${email.slice(0, email.indexOf('@'))}-mail`
  await inMoment(
    api.store,
    (tx) => lockLead(tx, id),
    (m) => queueMessage(m, { key, leadId: id, sellerId: null, source: 'journey', template: 'news/one' }),
  )
  const url = `/m/p/${signToken(api.deps.secret, 'preferences', [id, key])}`
  const facts = async (type: string) =>
    (
      await api.store.db
        .selectFrom('facts')
        .select('props')
        .where('lead_id', '=', id)
        .where('type', '=', type)
        .orderBy('id')
        .execute()
    ).map((row) => row.props)
  const lead = () =>
    api.store.db
      .selectFrom('leads')
      .select(['mail_pace', 'hush_until', 'hush_reason'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  const mail = () =>
    api.store.db
      .selectFrom('messages')
      .select(['status', 'reason', 'due_at'])
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
  const unsubscribed = async () =>
    (
      await api.store.db
        .selectFrom('mail_events')
        .select('what')
        .where('message_key', '=', key)
        .where('what', '=', 'unsubscribed')
        .execute()
    ).length
  return { id, key, url, facts, lead, mail, unsubscribed }
}

/** What a browser sends: the fields of the page as it was made, with what the reader did to them. */
function formOf(html: string): URLSearchParams {
  const form = new URLSearchParams()
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const [, type] = /type="(\w+)"/.exec(tag) ?? []
    const [, name = ''] = /name="(\w+)"/.exec(tag) ?? []
    const [, value = ''] = /value="([^"]*)"/.exec(tag) ?? []
    if (type === 'hidden' || tag.includes(' checked')) form.append(name, value)
  }
  return form
}
const open = async (url: string, headers = {}) => (await api.app.inject({ url, headers })).body
const post = (url: string, form: URLSearchParams, what: string) => {
  form.set('what', what)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return api.app.inject({ method: 'POST', url, payload: form.toString(), headers })
}
const untick = (form: URLSearchParams, topic: string) => form.delete('topic', topic)
const ticked = (html: string) => formOf(html).getAll('topic')

test('the page is in the lead’s language, then the browser’s, and in the other one on request', async () => {
  const russian = await reader('ivan@mill.example', { lang: 'ru-RU' })
  expect(await open(russian.url, { 'accept-language': 'en' })).toContain('<html lang="ru">')
  expect(await open(`${russian.url}?lang=en`)).toContain('<html lang="en">')
  const french = await reader('jean@mill.example', { lang: 'fr' })
  expect(await open(french.url, { 'accept-language': 'ru' })).toContain('<html lang="ru">')
  expect(await open(french.url, { 'accept-language': 'fr' })).toContain('<html lang="en">')
  const stop = `/m/u/${signToken(api.deps.secret, 'unsubscribe', [russian.key])}`
  expect(await open(stop, { 'accept-language': 'en' })).toContain('<html lang="ru">')
})

test('topics of service mail are not offered', async () => {
  const { url } = await reader('service@mill.example')
  const page = await open(url)
  expect(ticked(page)).toEqual(['news', 'cases'])
  expect(page).not.toContain('Your orders')
})

test('what is unticked ends at once, with its reason; the same page sent twice is one choice', async () => {
  const { url, facts, mail, unsubscribed } = await reader('untick@mill.example')
  const form = formOf(await open(url))
  untick(form, 'news')
  form.set('reason', 'too-many')
  expect((await post(url, form, 'save')).body).toContain('Saved')
  expect(await mail()).toMatchObject({ status: 'skipped', reason: 'topic refused' })
  expect(await facts('email.unsubscribed')).toEqual([
    { topic: 'news', message: 'untick-mail', reason: 'too-many' },
  ])
  expect(await facts('preferences.changed')).toEqual([
    { no: ['news'], message: 'untick-mail', reason: 'too-many' },
  ])
  expect(await unsubscribed()).toBe(1)
  const before = await rowCounts(api.store)
  await post(url, form, 'save')
  await post(url, form, 'save')
  // The reason alone is kept once.
  expect((await rowCounts(api.store)).facts).toBeLessThanOrEqual((before.facts ?? 0) + 1)
  expect(await unsubscribed()).toBe(1)
})

test('an old page in another tab takes back nothing that was said since', async () => {
  const { url, facts } = await reader('tabs@mill.example')
  const [one, two] = [formOf(await open(url)), formOf(await open(url))]
  untick(one, 'news')
  await post(url, one, 'save')
  two.set('fewer', 'yes')
  expect(ticked((await post(url, two, 'save')).body)).toEqual(['cases'])
  expect(await facts('consent.given')).toHaveLength(1)
  expect(await facts('preferences.changed')).toEqual([
    { no: ['news'], message: 'tabs-mail' },
    { pace: 'fewer', message: 'tabs-mail' },
  ])
})

test('a topic ticked again is a consent with the words and the version of the page', async () => {
  const { url, id } = await reader('again@mill.example', { lang: 'ru' })
  const off = formOf(await open(url))
  untick(off, 'cases')
  await post(url, off, 'save')
  api.store.clock.advance(1000)
  const on = formOf(await open(url))
  on.append('topic', 'cases')
  expect(ticked((await post(url, on, 'save')).body)).toEqual(['news', 'cases'])
  const { consents } = (await api.ask({ url: `/v1/leads/${id}` })).json()
  expect(consents.at(-1)).toMatchObject({
    given: true,
    topic: 'cases',
    text: 'О чём вам писать? Примеры',
    version: 'preferences-1',
    source: 'http://kindling.test/m/p',
  })
})

test('fewer is kept, and taken back lets waiting mail be asked about at once', async () => {
  const { url, lead, mail, key } = await reader('fewer@mill.example')
  const form = formOf(await open(url))
  form.set('fewer', 'yes')
  await post(url, form, 'save')
  expect(await lead()).toMatchObject({ mail_pace: 'fewer' })
  await api.store.db
    .updateTable('messages')
    .set({ reason: 'cap reached: one mail in two weeks', due_at: new Date('2027-01-01T00:00:00Z') })
    .where('key', '=', key)
    .execute()
  const back = formOf(await open(url))
  back.delete('fewer')
  await post(url, back, 'save')
  expect(await lead()).toMatchObject({ mail_pace: null })
  expect(await mail()).toMatchObject({ status: 'queued', due_at: api.store.clock.read() })
})

test('a month’s pause rests the mail, is said in the story, and can be ended; it never shortens a rest of sales', async () => {
  const end = new Date(api.store.clock.read())
  end.setUTCMonth(end.getUTCMonth() + 1)
  const { url, lead, facts, id, mail, key } = await reader('pause@mill.example')
  const page = (await post(url, formOf(await open(url)), 'pause')).body
  expect(page).toContain('2 April')
  expect(await lead()).toMatchObject({ hush_until: end.getTime() })
  expect(await facts('lead.hushed')).toMatchObject([{ until: end.toISOString() }])
  api.store.clock.advance(60_000)
  await post(url, formOf(await open(url)), 'pause')
  expect(await facts('lead.hushed')).toHaveLength(1)
  await api.store.db
    .updateTable('messages')
    .set({ reason: 'hushed', due_at: end })
    .where('key', '=', key)
    .execute()
  expect((await post(url, formOf(page), 'resume')).body).toContain('Pause for a month')
  expect(await mail()).toMatchObject({ due_at: api.store.clock.read() })
  const story = (await api.ask({ url: `/v1/leads/${id}/story` })).json()
  expect(JSON.stringify(story)).toContain('preferences.changed')

  const until = Date.parse('2026-12-01T00:00:00Z')
  await hushLead(api.store, id, { until, reason: 'they are moving' })
  await post(url, formOf(await open(url)), 'pause')
  await post(url, formOf(await open(url)), 'resume')
  expect(await lead()).toMatchObject({ hush_until: until, hush_reason: 'they are moving' })
})

test('of a lead of whom only the company’s place is known the day is that of the company', async () => {
  // In Auckland it is the third already.
  api.store.clock.set('2026-03-02T13:00:00Z')
  const { url, id } = await reader('kiri@mill.co.nz')
  await api.store.db
    .updateTable('accounts')
    .set({ country: 'NZ' })
    .where('id', '=', (eb) => eb.selectFrom('leads').select('account_id').where('id', '=', id))
    .execute()
  expect((await post(url, formOf(await open(url)), 'pause')).body).toContain('3 April')
})

test('stop everything takes the consent back with its reason, whatever is ticked', async () => {
  const { url, facts, mail, unsubscribed } = await reader('none@mill.example')
  const form = formOf(await open(url))
  form.set('reason', 'not-my-job')
  expect(ticked((await post(url, form, 'none')).body)).toEqual([])
  expect(await mail()).toMatchObject({ status: 'skipped', reason: 'no consent' })
  expect(await facts('consent.withdrawn')).toHaveLength(1)
  expect(await facts('preferences.changed')).toEqual([
    { none: true, message: 'none-mail', reason: 'not-my-job' },
  ])
  expect(await unsubscribed()).toBe(1)
})

test('a form that no button of the page sends takes nothing back', async () => {
  const { url, facts } = await reader('nothing@mill.example')
  for (const what of ['', 'evil'])
    expect((await post(url, new URLSearchParams(), what)).body).not.toContain('Saved')
  expect((await api.app.inject({ method: 'POST', url })).statusCode).toBe(200)
  expect(ticked(await open(url))).toEqual(['news', 'cases'])
  expect([...(await facts('consent.withdrawn')), ...(await facts('preferences.changed'))]).toEqual([])
})

test('a mail through which much is refused is counted once as one that made its reader say no', async () => {
  const { url, key, unsubscribed } = await reader('often@mill.example')
  const form = formOf(await open(url))
  untick(form, 'cases')
  await post(url, form, 'save')
  await api.app.inject({
    method: 'POST',
    url: `/m/u/${signToken(api.deps.secret, 'unsubscribe', [key])}`,
  })
  await post(url, formOf(await open(url)), 'none')
  expect(await unsubscribed()).toBe(1)
})

test('a reason that is none, a topic that is none and thousands of fields change nothing', async () => {
  const { url, facts } = await reader('odd@mill.example')
  const form = formOf(await open(url))
  form.append('topic', '__proto__')
  form.append('topic', 'orders')
  form.set('reason', 'constructor')
  expect((await post(url, form, 'save')).statusCode).toBe(200)
  expect((await post(url, form, 'nonsense')).statusCode).toBe(200)
  expect(await facts('preferences.changed')).toEqual([])
})

test('an address that takes no mail at all is told so', async () => {
  const { url } = await reader('stopped@mill.example')
  await inMoment(
    api.store,
    async () => null,
    (m) => suppress(m, { address: 'stopped@mill.example', topic: null, reason: 'bounced' }, null),
  )
  expect(await open(url)).toContain('No mail goes to your address')
})

test('one click counts once for the postmaster, and a reason told later is kept', async () => {
  const { key, facts, unsubscribed } = await reader('oneclick@mill.example')
  const stop = `/m/u/${signToken(api.deps.secret, 'unsubscribe', [key])}`
  const oneClick = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  await post(stop, oneClick, 'topic')
  await post(stop, new URLSearchParams(), 'topic')
  expect(await unsubscribed()).toBe(1)
  await post(stop, new URLSearchParams({ reason: 'never-asked' }), 'topic')
  await post(stop, new URLSearchParams({ reason: 'never-asked' }), 'topic')
  expect(await facts('email.unsubscribed')).toEqual([{ message: key, topic: 'news' }])
  expect(await facts('preferences.changed')).toEqual([{ message: key, reason: 'never-asked' }])
})
