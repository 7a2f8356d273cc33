import { expect, test } from 'vitest'
import { apiUnderTest } from './api-under-test.ts'

const api = await apiUnderTest()

const LONG = 'a'.repeat(3000)
const TOKENS = [
  'nothing',
  '%00',
  '%zz',
  '%ff%fe',
  '%E0%A4%A',
  '..%2f..',
  `${'a'.repeat(1600)}`,
  LONG,
  '%F0%9F%92%8C',
]
const PATHS = ['/m/u/', '/m/p/', '/m/c/', '/m/v/', '/m/a/', '/m/d/', '/m/x/', '/m/', '/o/', '/h/', '/f/']

test.each(PATHS)('whatever stands after %s, a person is shown a page and not JSON', async (path) => {
  for (const token of TOKENS) {
    const { statusCode, headers, body } = await api.app.inject({
      url: path + token,
      headers: { accept: 'text/html', 'accept-language': 'ru' },
    })
    const told = `${statusCode} ${headers['content-type']} ${token.slice(0, 20)}`
    expect(told).toMatch(/^4\d\d text\/html/)
    expect(body).toContain(path === '/f/' ? 'Такой формы нет' : 'Ссылка недействительна или устарела')
    expect(body).not.toContain(`/${token}`)
    expect(headers['cache-control']).toBe('no-store')
  }
})

test.each(['/o/', '/h/', '/f/', '/m'])('%s without a token is a page too', async (url) => {
  const { statusCode, headers } = await api.app.inject({ url })
  expect(statusCode).toBeGreaterThanOrEqual(400)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
})

test.each(['/m/u/%00', '/m/p/%zz', '/m/a/nothing', '/o/%00/accept', '/h/%zz/contacted'])(
  'what is posted to %s is answered by a page',
  async (url) => {
    const { statusCode, headers } = await api.app.inject({ method: 'POST', url, payload: {} })
    expect(statusCode).toBeGreaterThanOrEqual(400)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
  },
)

test('what programs ask keeps its problems', async () => {
  for (const url of ['/v1/leads/%00', '/v1/%zz', '/nothing']) {
    const reply = await api.ask({ url })
    expect(reply.headers['content-type']).toBe('application/problem+json')
  }
  const reply = await api.app.inject({ method: 'POST', url: '/f/nothing', payload: {} })
  expect([reply.statusCode, reply.headers['content-type']]).toEqual([404, 'application/problem+json'])
})
