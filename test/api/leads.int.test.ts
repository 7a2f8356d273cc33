import { expect, test } from 'vitest'
import { addSeller } from './rows.ts'
import { apiUnderTest } from './api-under-test.ts'

const api = await apiUnderTest()
const upsert = (payload: object) => api.ask({ method: 'POST', url: '/v1/leads', payload })

const yes = {
  purpose: 'marketing',
  at: '2026-03-01T10:00:00Z',
  source: 'fair in Sofia',
  text: 'Send me know-how.',
}

test('a lead is made with its company and its consent, and then brought up to date', async () => {
  const made = await upsert({
    email: 'anna@mill.example',
    name: 'Анна Петрова',
    fields: { industry: 'steel' },
    consents: [yes],
  })
  expect(made.statusCode).toBe(201)
  expect(made.json()).toMatchObject({
    email: 'anna@mill.example',
    name: 'Анна Петрова',
    account: { domain: 'mill.example' },
    fields: { industry: 'steel' },
    heat: 0,
    category: 'cold',
    consents: [
      {
        purpose: 'marketing',
        topic: null,
        given: true,
        at: '2026-03-01T10:00:00.000Z',
        source: 'fair in Sofia',
        text: 'Send me know-how.',
      },
    ],
  })
  const again = await upsert({ email: 'ANNA@mill.example', city: 'Sofia', fields: { size: 40 } })
  expect(again.statusCode).toBe(200)
  expect(again.json()).toMatchObject({
    id: made.json().id,
    name: 'Анна Петрова',
    city: 'Sofia',
    fields: { industry: 'steel', size: 40 },
  })
})

test('people of public mail domains get no company', async () => {
  expect((await upsert({ email: 'somebody@gmail.com' })).json().account).toBeNull()
})

test('an address in Cyrillic is one lead, however it is written', async () => {
  const first = await upsert({ email: 'info@почта.рф' })
  const second = await upsert({ email: 'INFO@xn--80a1acny.xn--p1ai' })
  expect(second.json().id).toBe(first.json().id)
})

test('a lead is found again by phone, browser and the id of another system', async () => {
  const { id } = (
    await upsert({ phone: '+359 2 123 4567', clientId: 'ga.1', externalId: { system: 'crm', id: '77' } })
  ).json()
  expect((await upsert({ phone: '+35921234567' })).json().id).toBe(id)
  expect((await upsert({ clientId: 'ga.1' })).json().id).toBe(id)
  expect(
    (await upsert({ externalId: { system: 'crm', id: '77' }, email: 'now@known.example' })).json(),
  ).toMatchObject({ id, email: 'now@known.example' })
})

test('two people who share a phone stay two people', async () => {
  const first = (await upsert({ email: 'one@shared.example', phone: '+359 2 987 6543' })).json()
  const second = (await upsert({ email: 'two@shared.example', phone: '+359 2 987 6543' })).json()
  expect(second.id).not.toBe(first.id)
  expect(second.email).toBe('two@shared.example')
})

test('two requests at once make one lead', async () => {
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => upsert({ email: 'race@mill.example', name: 'Race' })),
  )
  expect(new Set(replies.map((one) => one.json().id)).size).toBe(1)
})

test('a consent taken back stands after the one that was given, and the same one twice is one row', async () => {
  await upsert({ email: 'c@mill.example', consents: [yes, yes] })
  const { consents } = (
    await upsert({
      email: 'c@mill.example',
      consents: [{ ...yes, at: '2026-03-02T08:00:00Z', given: false }],
    })
  ).json()
  expect(consents.map((one: { given: boolean }) => one.given)).toEqual([true, false])
})

test('a consent from the future is refused, and nothing of the lead is kept', async () => {
  const reply = await upsert({
    email: 'tomorrow@mill.example',
    consents: [yes, { ...yes, at: '2026-03-03T00:00:00Z' }],
  })
  expect([reply.statusCode, reply.json().errors[0].pointer]).toEqual([422, '/consents/1/at'])
  expect((await api.ask({ url: '/v1/leads?email=tomorrow@mill.example' })).json().leads).toEqual([])
})

test('an owner is a seller, by id or by address; anybody else is refused', async () => {
  const seller = await addSeller(api.store, 'ivan@works.example')
  expect((await upsert({ email: 'd@mill.example', owner: seller })).json().owner).toBe(seller)
  expect((await upsert({ email: 'd@mill.example', owner: 'ivan@works.example' })).json().owner).toBe(seller)
  const reply = await upsert({ email: 'd@mill.example', owner: 'nobody@works.example' })
  expect(reply.statusCode).toBe(404)
  expect(reply.json().errors[0].pointer).toBe('/owner')
})

test('leads are listed from the newest on, page by page, each once', async () => {
  for (let n = 0; n < 7; n++) await upsert({ email: `listed${n}@list.example` })
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const reply = await api.ask({ url: `/v1/leads?limit=3${cursor && `&cursor=${cursor}`}` })
    seen.push(...reply.json().leads.map((lead: { id: string }) => lead.id))
    cursor = reply.json().next_cursor
  }
  const rows = await api.store.db.selectFrom('leads').select('id').execute()
  expect(seen.length).toBeGreaterThanOrEqual(7)
  expect(seen.toSorted()).toEqual(rows.map((row) => row.id).toSorted())
})

test('a cursor that somebody changed is refused', async () => {
  for (const who of ['one', 'two']) await upsert({ email: `${who}@cursor.example` })
  const { next_cursor } = (await api.ask({ url: '/v1/leads?limit=1' })).json()
  expect((await api.ask({ url: `/v1/leads?cursor=${next_cursor}` })).statusCode).toBe(200)
  expect((await api.ask({ url: `/v1/leads?cursor=x${next_cursor}` })).json().code).toBe('bad_cursor')
})

test('the story tells facts, points and reasons, oldest first', async () => {
  const { id } = (await upsert({ email: 'story@mill.example', consents: [yes] })).json()
  const lead = { email: 'story@mill.example' }
  await api.ask({
    method: 'POST',
    url: '/v1/facts',
    payload: { facts: [{ type: 'page.viewed', lead, at: '2026-03-01T09:00:00Z', props: { page: '/saws' } }] },
  })
  const { entries, next_cursor } = (await api.ask({ url: `/v1/leads/${id}/story` })).json()
  const instants = entries.map((entry: { at: string }) => entry.at)
  expect(instants).toEqual(instants.toSorted())
  expect(entries).toContainEqual(
    expect.objectContaining({
      kind: 'fact',
      type: 'page.viewed',
      at: '2026-03-01T09:00:00.000Z',
      props: { page: '/saws' },
    }),
  )
  expect(entries).toContainEqual(expect.objectContaining({ kind: 'fact', type: 'consent.given' }))
  expect(entries).toContainEqual(expect.objectContaining({ kind: 'score', group: 'site', points: 5 }))
  expect(next_cursor).toBeNull()
})

test('a story comes in pages that join without a gap', async () => {
  const lead = (await upsert({ email: 'pages@mill.example', consents: [yes] })).json()
  const payload = { facts: [{ type: 'page.viewed', lead: { id: lead.id }, props: { page: '/saws' } }] }
  await api.ask({ method: 'POST', url: '/v1/facts', payload })
  const whole = (await api.ask({ url: `/v1/leads/${lead.id}/story` })).json().entries
  expect(whole.length).toBeGreaterThan(2)
  const pages = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const reply = await api.ask({ url: `/v1/leads/${lead.id}/story?limit=1${cursor && `&cursor=${cursor}`}` })
    pages.push(...reply.json().entries)
    cursor = reply.json().next_cursor as string | null
  }
  expect(pages).toEqual(whole)
})

test('warming is marked once, shown, and taken back', async () => {
  const by = await addSeller(api.store, 'petrov@works.example')
  const { id } = (await upsert({ email: 'warm@mill.example' })).json()
  const url = `/v1/leads/${id}/warming`
  const payload = { by, notBefore: '2026-06-01T00:00:00Z', note: 'after the fair' }
  expect((await api.ask({ method: 'POST', url, payload })).json()).toMatchObject({
    by,
    notBefore: '2026-06-01T00:00:00.000Z',
  })
  await api.ask({ method: 'POST', url, payload })
  expect((await api.ask({ url: `/v1/leads/${id}` })).json().warming).toMatchObject({
    by,
    note: 'after the fair',
  })
  expect((await api.ask({ method: 'DELETE', url })).statusCode).toBe(204)
  expect((await api.ask({ method: 'DELETE', url })).statusCode).toBe(204)
  expect((await api.ask({ url: `/v1/leads/${id}` })).json().warming).toBeNull()
  const { entries } = (await api.ask({ url: `/v1/leads/${id}/story` })).json()
  const types = entries
    .filter((one: { kind: string }) => one.kind === 'fact')
    .map((one: { type: string }) => one.type)
  expect(types).toEqual(['lead.changed', 'warming.started', 'warming.ended'])
})

test('sales says that a lead is warm; a stranger cannot', async () => {
  const by = await addSeller(api.store, 'sidorov@works.example')
  const { id } = (await upsert({ email: 'hot@mill.example' })).json()
  expect((await api.ask({ method: 'POST', url: `/v1/leads/${id}/warmed`, payload: { by } })).statusCode).toBe(
    202,
  )
  const nobody = crypto.randomUUID()
  const reply = await api.ask({ method: 'POST', url: `/v1/leads/${id}/warmed`, payload: { by: nobody } })
  expect([reply.statusCode, reply.json().errors[0].pointer]).toEqual([404, '/by'])
})

test('a hushed lead says until when and why', async () => {
  const { id } = (await upsert({ email: 'hush@mill.example' })).json()
  await api.ask({
    method: 'POST',
    url: `/v1/leads/${id}/hush`,
    payload: { until: '2026-04-01T00:00:00+03:00', reason: 'moves house' },
  })
  expect((await api.ask({ url: `/v1/leads/${id}` })).json().hush).toEqual({
    until: '2026-03-31T21:00:00.000Z',
    reason: 'moves house',
  })
})
