import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eraseBehind } from '../../store/erasure/behind.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { signToken } from '../../mail/tokens.ts'
import { keyHash } from '../../store/keys.ts'
import { addressHash } from '../../store/address-hash.ts'
import { queueMessage } from '../../store/messages.ts'
import { inMoment } from '../../store/moment.ts'
import { lockLead } from '../../store/transact.ts'
import { traces } from '../store/erasure/erasing.ts'
import { apiUnderTest } from './api-under-test.ts'
import { HAND_OVER, HIS, WORDS } from './erasure-life.ts'
import { lifeToCopy } from './life-to-copy.ts'

const again = await lifeToCopy()
const nobody = await apiUnderTest()
const words = Object.values(WORDS)

test('before, each word about him stands in the database', async () => {
  const { store, files } = await again()
  const found = new Set((await traces(store.db, words)).map((one) => one.slice(one.indexOf(': ') + 2)))
  expect(words.filter((word) => !found.has(word))).toEqual([])
  expect(await files()).toHaveLength(1)
})

test('neither a seller, nor a key that may only write, nor nobody may erase', async () => {
  const { api, store, lead, anna } = await again()
  const key = await api.keyWith(['read', 'write'])
  expect((await api.ask({ method: 'POST', url: `/v1/leads/${lead}/erase`, key })).statusCode).toBe(403)
  await store.db
    .updateTable('sellers')
    .set({ key_hash: keyHash('kdl_seller_of_anna') })
    .where('id', '=', anna)
    .execute()
  const seller = await api.ask({ method: 'POST', url: `/v1/leads/${lead}/erase`, key: 'kdl_seller_of_anna' })
  expect(seller.statusCode).toBe(403)
  expect((await api.app.inject({ method: 'POST', url: `/v1/leads/${lead}/erase` })).statusCode).toBe(401)
  expect((await api.ask({ url: `/v1/leads/${lead}` })).statusCode).toBe(200)
})

test('at once nothing about him is read any more, and nothing acts for him', async () => {
  const { api, store, lead, sales, order } = await again()
  const reply = await api.ask(order)
  expect(reply.statusCode).toBe(202)
  expect(reply.json()).toMatchObject({ state: 'running', leads: [lead], by: 'key test', finishedAt: null })
  expect(reply.body).not.toMatch(/quill|zachary/i)
  // No worker has done anything yet.
  const { first, second, offer } = sales
  const urls = [
    `/v1/leads/${lead}`,
    `/v1/leads/${lead}/story`,
    `/v1/handoffs/${first}`,
    `/v1/handoffs/${second}`,
    `/v1/offers/${offer}`,
    '/v1/leads',
    `/v1/leads?email=${HIS}`,
    '/v1/tasks',
    `/v1/suppressions?email=${HIS}`,
  ]
  for (const url of urls) {
    const answer = await api.ask({ url })
    expect([200, 410], url).toContain(answer.statusCode)
    for (const word of words) expect(answer.body.toLowerCase(), url).not.toContain(word.toLowerCase())
  }
  expect((await api.ask({ url: `/v1/leads/${lead}` })).json()).toMatchObject({
    status: 410,
    code: 'lead_erased',
  })
  const { count } = await store.db
    .selectFrom('messages')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('lead_id', '=', lead)
    .where('status', 'in', ['queued', 'retry', 'claimed'])
    .executeTakeFirstOrThrow()
  expect(count).toBe(0)
  const journeys = await store.db
    .selectFrom('journeys')
    .select(['id', 'status'])
    .where('lead_id', '=', lead)
    .execute()
  expect(journeys.length).toBeGreaterThan(0)
  for (const { id, status } of journeys) {
    expect(status).toBe('done')
    expect(await journeyTurn(store, id)).toEqual({ done: true })
  }
})

test('links that he was sent lead to pages without him, or to nothing, and change nothing', async () => {
  const { api, store, deps, lead, sales, erasure, finish } = await again()
  const { id } = (await erasure()).json()
  const { secret } = deps
  const message = await store.db
    .selectFrom('messages')
    .select('key')
    .where('lead_id', '=', lead)
    .where('seller_id', 'is', null)
    .where('status', '=', 'sent')
    .executeTakeFirstOrThrow()
  const { first } = sales
  const until = store.clock.read() + 3_600_000
  const document = { document: 'guide.pdf', lead, at: store.clock.read() }
  const links = [
    `/m/p/${signToken(secret, 'preferences', [lead, message.key])}`,
    `/m/u/${signToken(secret, 'unsubscribe', [message.key])}`,
    `/m/v/${signToken(secret, 'view', [message.key])}`,
    `/m/c/${signToken(secret, 'click', [message.key, 0])}`,
    `/m/o/${signToken(secret, 'open', [message.key])}.gif`,
    `/m/d/${signToken(secret, 'download', document, until)}`,
  ]
  const facts = () => store.db.selectFrom('facts').select('id').where('lead_id', '=', lead).execute()
  const before = (await facts()).length
  for (const url of links)
    for (const method of ['GET', 'POST'] as const) {
      const reply = await api.app.inject({
        method,
        url,
        headers: { 'user-agent': 'Mozilla/5.0 Chrome/140.0' },
      })
      expect(reply.statusCode, `${method} ${url.slice(0, 5)}`).toBeLessThan(500)
      for (const word of words) expect(reply.body.toLowerCase()).not.toContain(word.toLowerCase())
    }
  expect((await facts()).length).toBe(before)
  expect((await api.ask({ url: `/v1/handoffs/${first}/promises` })).body).not.toContain('paprika')
  await finish(id)
  expect(await traces(store.db, words)).toEqual([])
})

test('the same person again, by whatever name, is the same receipt', async () => {
  const { erasure, finish } = await again()
  const first = await erasure()
  expect(first.statusCode).toBe(202)
  const { id } = first.json()
  const repeats = async () => [
    await erasure(),
    await erasure({ email: HIS }, '/v1/erasures'),
    await erasure({ email: 'ZQ@private-quill.example' }, '/v1/erasures'),
  ]
  for (const repeat of await repeats()) expect([repeat.statusCode, repeat.json().id]).toEqual([200, id])
  await finish(id)
  for (const repeat of await repeats()) expect([repeat.statusCode, repeat.json().id]).toEqual([200, id])
})

test('when it is done, no column of any table and no file holds a word about him', async () => {
  const { api, store, deps, lead, dealers, files, erased } = await again()
  const id = await erased()
  expect(await traces(store.db, words)).toEqual([])
  expect(await files()).toEqual([])
  const receipt = (await api.ask({ url: `/v1/erasures/${id}` })).json()
  expect(receipt).toMatchObject({ state: 'done', why: 'asked by •••, •••', leads: [lead] })
  expect(receipt.told.dealers.toSorted()).toEqual(dealers.map(({ id }) => id).toSorted())
  expect(receipt.told.exchanges).toEqual(['simulator'])
  for (const table of [
    'leads',
    'lead_keys',
    'facts',
    'fact_keys',
    'journal',
    'visits',
    'files',
    'consents',
    'idempotency',
  ])
    expect(receipt.counts[table], table).toBeGreaterThan(0)
  const listed = await readFile(join(deps.dataDir, 'erased', `${id}.json`), 'utf8')
  for (const word of words) expect(listed.toLowerCase()).not.toContain(word.toLowerCase())
  const audit = await store.db.selectFrom('audit').select(['actor', 'action', 'subject']).execute()
  expect(audit).toContainEqual({ actor: 'key test', action: 'lead.erased', subject: lead })
  expect(audit).toContainEqual({ actor: 'worker', action: 'erasure.done', subject: id })
})

test('what stays: that he said yes and to which words, what is owed, what left when', async () => {
  const { api, store, lead, erased } = await again()
  await erased()
  const consents = await store.db
    .selectFrom('consents')
    .selectAll()
    .where('lead_id', '=', lead)
    .orderBy('id')
    .execute()
  const confirmed = consents.find((one) => one.proof?.confirmedAt !== undefined)
  expect(confirmed).toMatchObject({
    purpose: 'marketing',
    given: true,
    version: '2026-01',
    source: 'http://kindling.test/f/newsletter',
    proof: { form: 'newsletter', version: '2026-01', confirmedAt: expect.any(String) },
  })
  expect(consents.slice(0, -3).every((one) => /^sha256:[0-9a-f]{64}$/.test(one.text))).toBe(true)
  expect(consents.slice(-3).map(({ given, source }) => [given, source])).toEqual(
    Array(3).fill([false, 'erasure']),
  )
  const dues = await api.ask({ url: '/v1/dues.csv' })
  expect(dues.body).toContain('120')
  const sent = await store.db
    .selectFrom('messages')
    .select(['key', 'left_at'])
    .where('lead_id', '=', lead)
    .where('status', '=', 'sent')
    .execute()
  expect(sent.length).toBeGreaterThan(0)
})

test('a reply that is kept for repeats says from now on that he was erased', async () => {
  const { api, lead, erased } = await again()
  await erased()
  const replayed = await api.ask({
    method: 'POST',
    url: '/v1/handoffs',
    headers: { 'idempotency-key': 'hand-over' },
    payload: {
      lead,
      ...HAND_OVER,
    },
  })
  expect([replayed.statusCode, replayed.json().code]).toEqual([410, 'lead_erased'])
})

test('the receipt itself is given again to whoever repeats the order with its key', async () => {
  const { api, lead, order, erased } = await again()
  const id = await erased()
  const repeat = await api.ask(order)
  expect([repeat.statusCode, repeat.json().id, repeat.json().leads]).toEqual([202, id, [lead]])
})

test('he comes back by a form: a new lead without a past, which gets its answer and no marketing', async () => {
  const { api, store, lead, marketing, mail, drain, form, erased } = await again()
  await erased()
  store.clock.advance(60_000)
  const sent = await form('/f/document', {
    ...{ name: 'Zachary Quillfeather', email: HIS, interest: 'saws', _lang: 'en', _key: 'three' },
    ...{ consent_data: '2026-01', consent_marketing: '2026-01' },
  })
  expect(sent.statusCode).toBe(200)
  const found = (await api.ask({ url: `/v1/leads?email=${HIS}` })).json().leads
  expect(found).toHaveLength(1)
  expect(found[0].id).not.toBe(lead)
  const story = (await api.ask({ url: `/v1/leads/${found[0].id}/story` })).body
  for (const word of [WORDS.tender, WORDS.answer, WORDS.hook]) expect(story).not.toContain(word)
  await drain()
  const answers = mail.received.filter((one) => one.to.includes(HIS))
  expect(answers.map((one) => one.mail.subject)).toHaveLength(1)
  const refused = await store.db
    .selectFrom('suppressions')
    .select(['topic', 'reason', 'address'])
    .where('address_hash', '=', addressHash(HIS))
    .orderBy('topic')
    .execute()
  expect(refused.map(({ topic }) => topic)).toEqual(Object.keys(marketing.topics).sort())
  expect(refused.every(({ reason, address }) => reason === 'erased' && address === null)).toBe(true)
})

test('a consent that his mailbox confirms counts again, and nothing else does; erased anew, all is refused again', async () => {
  const { store, marketing, mail, drain, form, erasure, erased, finish } = await again()
  await erased()
  store.clock.advance(60_000)
  const refused = async () => {
    const rows = await store.db
      .selectFrom('suppressions')
      .select('topic')
      .where('address_hash', '=', addressHash(HIS))
      .execute()
    return rows.length
  }
  await form('/f/newsletter', {
    ...{ email: HIS, _lang: 'en', _key: 'four', consent_data: '2026-01', consent_marketing: '2026-01' },
  })
  await drain()
  expect(await refused()).toBe(Object.keys(marketing.topics).length)
  const asked = mail.received.find((one) => one.mail.html?.includes('/m/a/'))
  const [, link] = /href="http:\/\/kindling\.test(\/m\/a\/[^"]+)"/.exec(asked?.mail.html ?? '') ?? []
  store.clock.advance(60_000)
  expect((await form(link ?? '')).body).toContain('Confirmed')
  expect(await refused()).toBe(0)
  await finish((await erasure({ email: HIS }, '/v1/erasures')).json().id)
  expect(await refused()).toBe(Object.keys(marketing.topics).length)
})

test('an import of him brings no marketing; erased anew, it is another receipt and all is gone again', async () => {
  const { api, store, drain, erasure, erased, finish } = await again()
  const first = await erased()
  const payload = {
    email: HIS,
    name: 'Zachary Quillfeather',
    consents: [{ purpose: 'marketing', source: 'import', text: 'said yes at the fair' }],
    source: 'import',
  }
  const { id } = (await api.ask({ method: 'POST', url: '/v1/leads', payload })).json()
  const key = 'marketing-after'
  await inMoment(
    store,
    (tx) => lockLead(tx, id),
    (m) =>
      queueMessage(m, { key, leadId: id, sellerId: null, source: 'journey', template: 'play/breakfast' }),
  )
  store.clock.advance(24 * 3_600_000)
  await drain()
  const row = await store.db
    .selectFrom('messages')
    .select(['kind', 'status', 'reason'])
    .where('key', '=', key)
    .executeTakeFirst()
  expect(row).toEqual({ kind: 'marketing', status: 'skipped', reason: 'topic refused' })
  expect((await erasure()).json().id).toBe(first)
  const second = await erasure({ email: HIS }, '/v1/erasures')
  expect(second.statusCode).toBe(202)
  expect(second.json().id).not.toBe(first)
  await finish(second.json().id)
  expect(await traces(store.db, words)).toEqual([])
})

test('an address that nobody has is refused all the same, and remembered by its hash alone', async () => {
  const { store, deps, marketing, erasure, finish } = await again()
  const email = 'nobody.ever@nowhere.example'
  const reply = await erasure({ email }, '/v1/erasures')
  expect([reply.statusCode, reply.json().leads]).toEqual([202, []])
  await eraseBehind(store, { dataDir: deps.dataDir })
  await finish(reply.json().id)
  expect((await erasure({ email }, '/v1/erasures')).json().id).toBe(reply.json().id)
  expect(await traces(store.db, ['nobody.ever'])).toEqual([])
  const rows = await store.db
    .selectFrom('suppressions')
    .select('topic')
    .where('address_hash', '=', addressHash(email))
    .execute()
  expect(rows.length).toBe(Object.keys(marketing.topics).length)
})

test.each([
  ['POST', '/v1/leads/00000000-0000-4000-8000-000000000000/erase', {}, 404, 'lead_unknown'],
  ['POST', '/v1/leads/zachary/erase', {}, 400, 'bad_input'],
  ['POST', '/v1/erasures', { email: 'no address' }, 400, 'bad_email'],
  ['POST', '/v1/erasures', {}, 400, 'bad_input'],
  ['POST', '/v1/erasures', { email: HIS, why: 'a\nb' }, 400, 'bad_input'],
  ['GET', '/v1/erasures/00000000-0000-4000-8000-000000000000', undefined, 404, 'erasure_unknown'],
] as const)('%s %s %j is refused', async (method, url, payload, status, code) => {
  const reply = await nobody.ask({ method, url, ...(payload && { payload }) })
  expect([reply.statusCode, reply.json().code]).toEqual([status, code])
})
