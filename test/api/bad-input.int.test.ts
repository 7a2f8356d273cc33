import { expect, test } from 'vitest'
import { apiUnderTest, rowCounts } from './api-under-test.ts'
import { allowsNull, type Leaf, leavesOf, resolved, sampleOf, type Schema, withValue } from './schema-walk.ts'

const api = await apiUnderTest()

interface Operation {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  body: Schema | null
  query: string[]
}

const document = api.app.swagger() as unknown as {
  paths: Record<
    string,
    Record<
      string,
      {
        requestBody?: { content: Record<string, { schema: Schema }> }
        parameters?: { in: string; name: string }[]
      }
    >
  >
  components: { schemas: Record<string, Schema> }
}
const whole = (schema: Schema) => resolved(schema, document.components.schemas)

const operations: Operation[] = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs)
    .filter(() => path.startsWith('/v1/'))
    .map(([verb, operation]) => {
      const schema = operation.requestBody?.content['application/json']?.schema
      return {
        method: verb.toUpperCase() as Operation['method'],
        path,
        body: schema ? whole(schema) : null,
        query: (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name),
      }
    }),
)
const withBody = operations.filter((one): one is Operation & { body: Schema } => one.body !== null)
const withId = operations.filter((one) => one.path.includes('{id}'))
const label = ({ method, path }: Operation) => `${method} ${path}`
const urlOf = (path: string, id: string = crypto.randomUUID()) => path.replace('{id}', id)

/** Asks, and holds the answer to be a problem that points somewhere. Gives its status and pointers. */
async function refused(
  method: Operation['method'],
  url: string,
  payload?: string | Buffer,
  type = 'application/json',
) {
  const reply = await api.ask({
    method,
    url,
    ...(payload !== undefined && { payload, headers: { 'content-type': type } }),
  })
  expect(reply.headers['content-type']).toBe('application/problem+json')
  const { status, errors = [] } = reply.json<{ status: number; errors?: { pointer: string }[] }>()
  expect(status).toBe(reply.statusCode)
  return { status, pointers: errors.map((one) => one.pointer) }
}

/** What no field may hold, and what this one may not. */
function badValues({ schema, required }: Leaf): [string, unknown][] {
  const text = schema.type === 'string' || schema.anyOf?.some((one) => one.type === 'string')
  const oneLine = JSON.stringify(schema).includes('\\\\r\\\\n')
  return [
    ['the wrong type', text ? { a: 1 } : 'text'],
    ['a list', schema.type === 'array' ? 7 : [[]]],
    ...(allowsNull(schema) || Object.keys(schema).length === 0 ? [] : [['null', null] as [string, unknown]]),
    ...(text
      ? ([
          ['a text of 70 KB', 'x'.repeat(70_000)],
          ['NUL', 'a\u0000b'],
          ['half a character', 'a\ud800'],
        ] as [string, unknown][])
      : []),
    ...(text && oneLine
      ? ([
          ['a line break', 'a\r\nBcc: all@mill.example'],
          ['U+2028', 'a\u2028b'],
        ] as [string, unknown][])
      : []),
    ...(required ? [['nothing', undefined] as [string, unknown]] : []),
  ]
}

test.each(withBody.map((one) => [label(one), one] as const))(
  '%s points at every field that cannot be',
  async (_label, { method, path, body }) => {
    const before = await rowCounts(api.store)
    const sample = sampleOf(body)
    for (const leaf of leavesOf(body)) {
      for (const [what, value] of badValues(leaf)) {
        const payload = JSON.stringify(withValue(sample, leaf.path, value))
        const { status, pointers } = await refused(method, urlOf(path), payload)
        const wanted = `/${leaf.path.join('/')}`
        expect(status, `${what} in ${wanted}`).toBe(400)
        expect(
          pointers.some(
            (one) => one === wanted || one.startsWith(`${wanted}/`) || (one !== '' && wanted.startsWith(one)),
          ),
          `${what} in ${wanted}: ${pointers.join(' ')}`,
        ).toBe(true)
      }
    }
    expect(await rowCounts(api.store)).toEqual(before)
  },
)

test.each(withBody.map((one) => [label(one), one] as const))(
  '%s refuses a body that is none',
  async (_label, { method, path, body }) => {
    const before = await rowCounts(api.store)
    const good = JSON.stringify(sampleOf(body))
    const badUtf8 = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])
    const bodies: [string, string | Buffer, number][] = [
      ['half a JSON', good.slice(0, -1), 400],
      ['a list', '[]', 400],
      ['a prototype', `{"__proto__":{"admin":true},${good.slice(1)}`, 400],
      ['a constructor', `{"constructor":{"prototype":{"admin":true}},${good.slice(1)}`, 400],
      ['bad UTF-8', badUtf8, 400],
      ['a hundred levels', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, 400],
      [
        'a text of a megabyte',
        JSON.stringify({ a: 'x'.repeat(1_000_001) }),
        path === '/v1/facts' ? 400 : 413,
      ],
      ['10 MB', JSON.stringify({ a: 'x'.repeat(10_000_000) }), 413],
    ]
    for (const [what, payload, status] of bodies) {
      expect((await refused(method, urlOf(path), payload)).status, what).toBe(status)
    }
    expect((await refused(method, urlOf(path), good, 'text/plain')).status).toBe(415)
    expect(await rowCounts(api.store)).toEqual(before)
  },
)

test.each(withId.map((one) => [label(one), one] as const))(
  '%s knows no id that is none, and nobody has',
  async (_label, { method, path, body }) => {
    const payload = body ? JSON.stringify(sampleOf(body)) : undefined
    for (const id of [
      '1',
      'not-an-id',
      '%00',
      "'; drop table leads; --",
      '../../etc/passwd',
      '%ff',
      'x'.repeat(500),
    ]) {
      const { status } = await refused(method, urlOf(path, encodeURI(id).replaceAll('%25', '%')), payload)
      expect([400, 404], id).toContain(status)
    }
    const { status } = await refused(method, urlOf(path), payload)
    expect([400, 404]).toContain(status)
  },
)

test.each(operations.filter((one) => one.query.length > 0).map((one) => [label(one), one] as const))(
  '%s refuses queries that cannot be',
  async (_label, { method, path, query }) => {
    const url = urlOf(path)
    for (const limit of ['0', '-1', 'all', '1e9', '']) {
      if (query.includes('limit'))
        expect((await refused(method, `${url}?limit=${limit}`)).status, limit).toBe(400)
    }
    for (const cursor of ['x', 'e30.x', `${'y'.repeat(2000)}`]) {
      if (query.includes('cursor'))
        expect((await refused(method, `${url}?cursor=${cursor}`)).status).toBe(400)
    }
    for (const name of query) {
      expect((await refused(method, `${url}?${name}=a%00b`)).pointers[0]).toBe(`/${name}`)
      expect((await refused(method, `${url}?${name}=${'z'.repeat(10_000)}`)).status).toBe(400)
    }
    expect([400, 404]).toContain((await refused(method, `${url}?__proto__[x]=1`)).status)
  },
)

test.each(operations.map((one) => [label(one), one] as const))(
  '%s needs a key',
  async (_label, { method, path }) => {
    const reply = await api.app.inject({ method, url: urlOf(path) })
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'key_missing'])
  },
)

test('an unknown address is a problem too', async () => {
  expect((await refused('GET', '/v1/nothing')).status).toBe(404)
  expect((await refused('GET', '/%ff')).status).toBe(400)
})
