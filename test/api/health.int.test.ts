import { beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { openDatabase } from '../../store/database.ts'
import { mailboxFails, mailboxWell } from '../../store/mailboxes.ts'
import { type ApiUnderTest, apiUnderTest } from './api-under-test.ts'

let api: ApiUnderTest
beforeEach(async () => {
  api = await apiUnderTest()
})

test('every part says by itself whether it is ready', async () => {
  const reply = await api.app.inject({ url: '/readyz' })
  expect(reply.statusCode).toBe(200)
  const { ok, parts } = reply.json()
  expect(ok).toBe(true)
  expect(Object.keys(parts)).toEqual(['database', 'release', 'outbox', 'temporal', 'mail', 'mailboxes'])
})

test('with Temporal down the API is there and names it', async () => {
  api.store.waker.fail = true
  const reply = await api.app.inject({ url: '/readyz' })
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toMatchObject({
    ok: false,
    parts: { temporal: { ok: false }, database: { ok: true } },
  })
})

test('without a database nothing is ready, and the process lives', async () => {
  const db = openDatabase('postgres://kindling@127.0.0.1:1/none')
  const app = await buildApp({ ...api.deps, store: { ...api.store, db } })
  const reply = await app.inject({ url: '/readyz' })
  expect([reply.statusCode, reply.json().parts.database.ok]).toEqual([503, false])
  expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200)
  const refused = await app.inject({ url: '/v1/leads', headers: { authorization: 'Bearer kdl_api_any' } })
  expect([refused.statusCode, refused.json().code]).toEqual([503, 'unavailable'])
  await app.close()
  await db.destroy()
})

test('a wake that failed ten times is named', async () => {
  await api.store.db
    .insertInto('outbox')
    .values({
      workflow_id: 'journey/stuck',
      workflow_type: 'journey',
      tries: 10,
      last_error: 'ServiceError',
      next_try_at: new Date(0),
    })
    .execute()
  const { parts } = (await api.app.inject({ url: '/readyz' })).json()
  expect(parts.outbox).toMatchObject({ ok: false, stuck: [{ id: 'journey/stuck', tries: 10 }] })
})

test('a mailbox that does not answer is named without its address', async () => {
  await api.store.db.insertInto('mailboxes').values({ name: 'bounces at imap.works.example/INBOX' }).execute()
  await mailboxFails(api.store.db, 'bounces at imap.works.example/INBOX', 'the server does not answer')
  const reply = await api.app.inject({ url: '/readyz' })
  expect(reply.json().parts.mailboxes).toMatchObject({ ok: false, failing: ['the server does not answer'] })
  expect(reply.body).not.toContain('works.example')
  await mailboxWell(api.store.db, 'bounces at imap.works.example/INBOX')
  expect((await api.app.inject({ url: '/readyz' })).json().parts.mailboxes).toMatchObject({ ok: true })
})

test('the documents describe every route, and need no key', async () => {
  const reply = await api.app.inject({ url: '/docs/json' })
  const { openapi, paths } = reply.json()
  expect(openapi).toBe('3.1.0')
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/v1/facts',
      '/v1/leads',
      '/v1/leads/{id}/story',
      '/v1/journeys/{id}/stop',
      '/v1/suppressions',
      '/hooks/{name}',
      '/readyz',
    ]),
  )
  expect((await api.app.inject({ url: '/docs/' })).statusCode).toBe(200)
})

test('metrics count journeys, mails and requests', async () => {
  await api.app.inject({ url: '/healthz' })
  const { body } = await api.app.inject({ url: '/metrics' })
  expect(body).toContain('kindling_http_request_seconds_count')
  expect(body).toContain('# TYPE kindling_journeys gauge')
})

test('without a key nothing under /v1 answers, and a key does only what it may', async () => {
  expect((await api.app.inject({ url: '/v1/leads' })).json()).toMatchObject({
    status: 401,
    code: 'key_missing',
  })
  expect((await api.ask({ url: '/v1/leads', key: 'kdl_api_wrong' })).statusCode).toBe(401)
  const reader = await api.keyWith(['read'])
  expect((await api.ask({ url: '/v1/leads', key: reader })).statusCode).toBe(200)
  expect(
    (await api.ask({ method: 'POST', url: '/v1/leads', key: reader, payload: { email: 'x@mill.example' } }))
      .statusCode,
  ).toBe(403)
  const writer = await api.keyWith(['write'])
  expect(
    (await api.ask({ method: 'DELETE', url: '/v1/suppressions?email=x@mill.example', key: writer }))
      .statusCode,
  ).toBe(403)
})
