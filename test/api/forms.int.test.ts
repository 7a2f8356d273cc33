import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { documentLink } from '../../api/links.ts'
import { compile } from '../../core/plan/compile.ts'
import type { Form } from '../../core/release/release.ts'
import { handOff, on, sequence, submitted } from '../../core/language/index.ts'
import { apiUnderTest, rowCounts } from './api-under-test.ts'
import { multipart } from './multipart.ts'

const words = (en: string, ru: string) => ({ en, ru })
const data = {
  purpose: 'data',
  required: true,
  version: '1',
  text: words('You may use this to answer.', 'Можно использовать для ответа.'),
} as const
const marketing = {
  purpose: 'marketing',
  version: '1',
  text: words('Send me know-how.', 'Присылайте материалы.'),
} as const

const tender: Form = {
  title: words('Tender enquiry', 'Запрос по тендеру'),
  fields: [
    { name: 'name', kind: 'text', label: words('Your name', 'Ваше имя'), required: true, to: 'lead.name' },
    { name: 'email', kind: 'email', label: words('Work email', 'Почта'), required: true, to: 'lead.email' },
    { name: 'phone', kind: 'tel', label: words('Phone', 'Телефон'), to: 'lead.phone' },
    { name: 'deadline', kind: 'date', label: words('Due on', 'Срок') },
    {
      name: 'interest',
      kind: 'select',
      label: words('About', 'О чём'),
      to: 'lead.interest',
      options: [{ value: 'presses', label: words('Presses', 'Прессы') }],
    },
    { name: 'specification', kind: 'file', label: words('Specification', 'Задание') },
  ],
  consents: [data, marketing],
  makes: 'enquiry',
  thanks: words('It is with us.', 'Запрос у нас.'),
}
const guide: Form = {
  title: words('Guide', 'Руководство'),
  fields: [
    { name: 'email', kind: 'email', label: words('Email', 'Почта'), required: true, to: 'lead.email' },
  ],
  consents: [data],
  answer: { template: 'guide/here', document: 'guide.pdf' },
  thanks: words('It is on its way.', 'Уже в пути.'),
}
const plan = compile(
  sequence('tender', { enter: on(submitted('tender'), { per: 'enquiry' }), topic: 'enquiries' }, [
    handOff('sales', { firstContact: '2 workhours' }),
  ]),
)

const api = await apiUnderTest({
  forms: { tender, guide },
  plans: [plan],
  compiledTemplates: [{ hash: 'guide-en', name: 'guide/here', lang: 'en', kind: 'service', topic: 'news' }],
})
const good = {
  name: 'Анна',
  email: 'anna@mill.example',
  deadline: '2026-03-20',
  interest: 'presses',
  consent_data: '1',
}
const PDF = Buffer.from('%PDF-1.7\nspecification of a press\n%%EOF')
const files = async () => (await readdir(join(api.deps.dataDir, 'files')).catch(() => [])).length
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const send = (form: string, values: Record<string, string>, headers = {}) =>
  api.app.inject({
    method: 'POST',
    url: `/f/${form}`,
    payload: new URLSearchParams(values).toString(),
    headers: { ...urlencoded, ...headers },
  })

test('a form is shown in the language of the browser, without a script, and each box for itself and unticked', async () => {
  const reply = await api.app.inject({ url: '/f/tender', headers: { 'accept-language': 'ru-RU,ru;q=0.9' } })
  expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(reply.body).toContain('<html lang="ru">')
  expect(reply.body).toContain('Запрос по тендеру')
  expect(reply.body.match(/type="checkbox"/g)).toHaveLength(2)
  expect(reply.body).not.toMatch(/<script| checked/)
  expect(reply.headers['content-security-policy']).toContain("default-src 'none'")
})

test('a form that nobody published is a page for who looks, and a problem for who sends', async () => {
  const looked = await api.app.inject({ url: '/f/nothing' })
  expect([looked.statusCode, looked.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
  expect((await send('nothing', good)).json()).toMatchObject({ status: 404, code: 'form_unknown' })
  expect((await api.app.inject({ url: '/f/__proto__' })).statusCode).toBe(404)
  expect((await send('nothing', good)).statusCode).toBe(404)
})

test('a tender with a file becomes lead, consents, file and fact, and the page says by when somebody answers', async () => {
  const body = multipart(
    { ...good, consent_marketing: '1', _key: 'k1' },
    { specification: { name: 'Задание на пресс.pdf', bytes: PDF } },
  )
  const reply = await api.app.inject({ method: 'POST', url: '/f/tender', ...body })
  expect(reply.statusCode).toBe(200)
  expect(reply.body).toContain('It is with us.')
  expect(reply.body).toContain(
    `<time datetime="${new Date(api.store.clock.read() + 2 * 3_600_000).toISOString()}">`,
  )

  const [lead] = (await api.ask({ url: '/v1/leads?email=anna@mill.example' })).json().leads
  expect(lead).toMatchObject({
    name: 'Анна',
    lang: 'en',
    fields: { interest: 'presses' },
    source: 'form tender',
  })
  const { consents, journeys } = (await api.ask({ url: `/v1/leads/${lead.id}` })).json()
  expect(
    consents.map((one: { purpose: string; text: string; version: string }) => [
      one.purpose,
      one.text,
      one.version,
    ]),
  ).toEqual([
    ['data', 'You may use this to answer.', '1'],
    ['marketing', 'Send me know-how.', '1'],
  ])
  expect(journeys).toMatchObject([{ sequence: 'tender', thing: expect.stringMatching(/^enquiry:E-/) }])

  const row = await api.store.db
    .selectFrom('files')
    .selectAll()
    .where('lead_id', '=', lead.id)
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({
    lead_id: lead.id,
    name: 'Задание на пресс.pdf',
    type: 'application/pdf',
    bytes: PDF.length,
  })
  expect(await readFile(join(api.deps.dataDir, 'files', row.stored_as))).toEqual(PDF)
  const download = await api.ask({ url: `/v1/files/${row.id}` })
  expect(download.rawPayload).toEqual(PDF)
  expect(download.headers['content-disposition']).toContain(`attachment; filename="`)
  expect(download.headers['content-disposition']).toContain(encodeURIComponent('Задание на пресс.pdf'))
})

test('the same page sent twice is one enquiry and the same thanks', async () => {
  const body = multipart(
    { ...good, email: 'again@mill.example', _key: 'again' },
    { specification: { name: 'again.pdf', bytes: PDF } },
  )
  const page = () => api.app.inject({ method: 'POST', url: '/f/tender', ...body })
  const first = (await page()).body
  const before = await rowCounts(api.store)
  const stored = await files()
  expect((await page()).body).toBe(first)
  expect(first).toContain('It is with us.')
  expect(await rowCounts(api.store)).toEqual(before)
  expect(await files()).toBe(stored)
})

test('the same page sent ten times at once is one enquiry', async () => {
  const values = { ...good, email: 'fast@mill.example', _key: 'k2' }
  const replies = await Promise.all(Array.from({ length: 10 }, () => send('tender', values)))
  expect(replies.map((one) => one.statusCode)).toEqual(Array(10).fill(200))
  const [lead] = (await api.ask({ url: '/v1/leads?email=fast@mill.example' })).json().leads
  const { entries } = (await api.ask({ url: `/v1/leads/${lead.id}/story` })).json()
  expect(entries.filter((one: { type?: string }) => one.type === 'form.submitted')).toHaveLength(1)
})

test('a second page is a second enquiry', async () => {
  await send('tender', { ...good, email: 'two@mill.example', _key: 'k3' })
  await send('tender', { ...good, email: 'two@mill.example', _key: 'k4' })
  const [lead] = (await api.ask({ url: '/v1/leads?email=two@mill.example' })).json().leads
  expect((await api.ask({ url: `/v1/leads/${lead.id}` })).json().journeys).toHaveLength(2)
})

test.each([
  ['a missing name', { name: '' }, '/name', 422],
  ['no address', { email: 'anna at mill' }, '/email', 422],
  ['a line break in a name', { name: 'Anna\r\nBcc: all@mill.example' }, '/name', 422],
  ['a day that is none', { deadline: '2026-02-30' }, '/deadline', 422],
  ['something that is not in the list', { interest: 'ships' }, '/interest', 422],
  ['a number that is none', { phone: 'call me' }, '/phone', 422],
  ['no consent to the handling of data', { consent_data: '' }, '/consent_data', 422],
  ['a consent to a text that has changed', { consent_data: '0' }, '/consent_data', 422],
  ['a name of a megabyte', { name: 'x'.repeat(990_000) }, '/name', 400],
  ['a body over a megabyte', { name: 'x'.repeat(1_100_000) }, '', 413],
  ['NUL', { name: 'An\u0000na' }, '/name', 400],
])('%s changes nothing and is pointed at', async (_what, change, pointer, status) => {
  const before = await rowCounts(api.store)
  const reply = await send('tender', { ...good, ...change })
  expect([reply.statusCode, reply.headers['content-type']]).toEqual([status, 'application/problem+json'])
  expect(reply.json().errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer)
  expect(await rowCounts(api.store)).toEqual(before)
})

test('a browser gets the page back with what it wrote and what is wrong', async () => {
  const reply = await send(
    'tender',
    { ...good, name: '<b>"Anna"</b>', email: 'no' },
    { accept: 'text/html,*/*' },
  )
  expect(reply.statusCode).toBe(422)
  expect(reply.body).toContain('value="&lt;b&gt;&quot;Anna&quot;&lt;/b&gt;"')
  expect(reply.body).toContain('This is not an email address.')
  expect(reply.body).toContain('aria-invalid="true"')
})

test.each([
  [
    'a program that is called a PDF',
    { name: 'a.pdf', bytes: Buffer.from('MZ\u0090\u0000 program') },
    415,
    'file_type',
  ],
  [
    'a page that is called a PDF',
    { name: 'a.pdf', bytes: Buffer.from('<html><script>alert(1)</script>') },
    415,
    'file_type',
  ],
  [
    'a file over 25 MB',
    { name: 'big.pdf', bytes: Buffer.concat([PDF, Buffer.alloc(25_000_001)]) },
    413,
    'file_size',
  ],
])('%s is refused and leaves nothing behind', async (_what, file, status, code) => {
  const before = await rowCounts(api.store)
  const stored = await files()
  const reply = await api.app.inject({
    method: 'POST',
    url: '/f/tender',
    ...multipart({ ...good, _key: 'bad-file' }, { specification: file }),
  })
  expect([reply.statusCode, reply.json().code]).toEqual([status, code])
  expect(await rowCounts(api.store)).toEqual(before)
  expect(await files()).toBe(stored)
})

test.each([
  ['without a boundary', () => ({ payload: 'x', headers: { 'content-type': 'multipart/form-data' } })],
  ['of nothing', () => ({ payload: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } })],
  ['that ends within a file', () => cutWithin(multipart(good, { specification: longPdf }), '%%EOF')],
  ['that ends within a value', () => cutWithin(multipart(good), 'mill.example')],
])('a multipart body %s is a fault of its sender, and leaves nothing behind', async (_what, made) => {
  const before = await rowCounts(api.store)
  const stored = await files()
  const reply = await api.app.inject({ method: 'POST', url: '/f/tender', ...made() })
  expect([reply.statusCode, reply.json().code]).toEqual([400, 'bad_input'])
  expect(await rowCounts(api.store)).toEqual(before)
  expect(await files()).toBe(stored)
})

const longPdf = { name: 'a.pdf', bytes: Buffer.concat([PDF, Buffer.alloc(200_000), Buffer.from('%%EOF')]) }
const cutWithin = ({ payload, headers }: ReturnType<typeof multipart>, at: string) => ({
  payload: payload.subarray(0, payload.lastIndexOf(at)),
  headers,
})

test('a browser gets the page back with what it wrote beside a file over 25 MB', async () => {
  const big = { name: 'big.pdf', bytes: Buffer.concat([PDF, Buffer.alloc(25_000_001)]) }
  const { payload, headers } = multipart({ ...good, _key: 'big-page' }, { specification: big })
  const reply = await api.app.inject({
    method: 'POST',
    url: '/f/tender',
    payload,
    headers: { ...headers, accept: 'text/html' },
  })
  expect([reply.statusCode, reply.headers['content-type']]).toEqual([413, 'text/html; charset=utf-8'])
  expect(reply.body).toContain('value="anna@mill.example"')
  expect(reply.body).toContain('id="f-specification"')
})

test('a file of 10 MB is taken, and its name cannot leave the folder', async () => {
  const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(10_000_000)])
  const body = multipart(
    { ...good, email: 'large@mill.example', _key: 'k5' },
    { specification: { name: '../../etc/passwd', bytes } },
  )
  expect((await api.app.inject({ method: 'POST', url: '/f/tender', ...body })).statusCode).toBe(200)
  const row = await api.store.db
    .selectFrom('files')
    .innerJoin('leads', 'leads.id', 'files.lead_id')
    .select(['files.name', 'files.type'])
    .where('leads.email', '=', 'large@mill.example')
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ name: 'passwd', type: 'image/png' })
})

test('who fills in what no person sees is thanked and forgotten', async () => {
  const before = await rowCounts(api.store)
  expect(
    (await send('tender', { ...good, email: 'robot@mill.example', website_url: 'http://spam.example' }))
      .statusCode,
  ).toBe(200)
  expect(await rowCounts(api.store)).toEqual(before)
})

/** Asks for the guide, and gives the lead. */
async function reader(email: string): Promise<string> {
  await send('guide', { email, consent_data: 'on', _key: email })
  return (await api.ask({ url: `/v1/leads?email=${email}` })).json().leads[0].id
}

test('the answer is in the ledger before the page replies, and its link opens the document', async () => {
  const lead = await reader('reader@mill.example')
  const mail = await api.store.db
    .selectFrom('messages')
    .selectAll()
    .where('source', '=', 'form')
    .where('lead_id', '=', lead)
    .executeTakeFirstOrThrow()
  expect(mail).toMatchObject({ template: 'guide/here', status: 'queued' })
  const { url } = mail.vars.document as { url: string }
  api.store.clock.advance(60_000)
  const person = {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  }
  const path = new URL(url).pathname
  expect((await api.app.inject({ url: path, headers: { 'user-agent': 'curl/8' } })).body).toContain(
    'a guide for tests',
  )
  const opened = () =>
    api.store.db
      .selectFrom('facts')
      .select('id')
      .where('type', '=', 'document.opened')
      .where('lead_id', '=', lead)
      .execute()
  expect(await opened()).toHaveLength(0)
  expect((await api.app.inject({ url: path, headers: person })).headers['content-type']).toBe(
    'application/pdf',
  )
  await api.app.inject({ url: path, headers: person })
  expect(await opened()).toHaveLength(1)
})

test('a document link that is forged or over thirty days old is refused', async () => {
  const lead = await reader('forged@mill.example')
  const old = documentLink(api.deps, {
    document: 'guide.pdf',
    lead,
    at: api.store.clock.read() - 31 * 86_400_000,
  })
  const forged = documentLink(
    { ...api.deps, secret: 'another' },
    { document: 'guide.pdf', lead, at: api.store.clock.read() },
  )
  for (const link of [old, forged])
    expect((await api.app.inject({ url: new URL(link).pathname })).statusCode).toBe(403)
})

test('with Temporal down a form is taken as before', async () => {
  api.store.waker.fail = true
  try {
    const reply = await send('tender', { ...good, email: 'later@mill.example', _key: 'k6' })
    expect(reply.statusCode).toBe(200)
  } finally {
    api.store.waker.fail = false
  }
})
