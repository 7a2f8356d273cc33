import { beforeEach, describe, expect, test } from 'vitest'
import { send, sequence, wait } from '../../core/language/index.ts'
import { compile } from '../../core/plan/compile.ts'
import { template } from '../mail/mail-world.ts'
import { note } from '../mail/note-events.ts'
import { startJourney } from '../../store/journeys/control.ts'
import { queueMessage } from '../../store/messages.ts'
import { inMoment } from '../../store/moment.ts'
import { watchComplaints } from '../../store/mail-health/watch.ts'
import { type ApiUnderTest, apiUnderTest } from './api-under-test.ts'

const warm = compile(
  sequence('warm' as never, { topic: 'news' as never }, [wait('2 days'), send('offer' as never)]),
  {},
)
const waitId = warm.steps[0]?.id ?? ''

const compiledTemplates = [
  await template('hello'),
  await template('offer', { kind: 'marketing', text: '<a href="https://works.example/">Saws</a>' }),
]

let api: ApiUnderTest
beforeEach(async () => {
  api = await apiUnderTest({ compiledTemplates, plans: [warm] })
})

const post = (what: 'pause' | 'resume', payload: object, key?: string) =>
  api.ask({ method: 'POST', url: `/v1/mail/${what}`, payload, ...(key && { key }) })
const get = async (url: string) => (await api.ask({ url })).json()
const complained = async () => {
  await note(api.store, { sent: 2000, complained: 2, opened: 7 })
  await watchComplaints(api.store)
}

describe('GET /v1/mail/health', () => {
  test('tells figures, complaints, lanes and pauses', async () => {
    await complained()
    const health = await get('/v1/mail/health')
    expect(health).toMatchObject({
      at: '2026-03-02T09:00:00.000Z',
      ...{ from: '2026-02-24', to: '2026-03-02', zone: 'UTC' },
      days: [
        {
          day: '2026-03-02',
          sender: 'marketing',
          lane: 'default',
          sent: 2000,
          complained: 2,
          opened: 7,
          clicked: 0,
        },
      ],
      complaints: [{ domain: 'works.example', topic: 'news', rate: 0.001, state: 'alert', delivered: 2000 }],
      concerns: [{ what: 'complaints', name: 'works.example news' }],
    })
    expect(health.lanes.find((lane: { name: string }) => lane.name === 'default')).toMatchObject({
      waiting: 0,
      breaker: { state: 'closed', until: null },
    })
  })

  test('looks back as far as it is asked to, and no further than ninety days', async () => {
    expect(await get('/v1/mail/health?days=30')).toMatchObject({ from: '2026-02-01' })
    for (const days of ['0', '91', 'x', '1.5'])
      expect((await api.ask({ url: `/v1/mail/health?days=${days}` })).statusCode).toBe(400)
    expect((await api.ask({ url: '/v1/mail/health?day=7' })).statusCode).toBe(400)
  })

  test('names a breaker that is open', async () => {
    await api.store.db
      .updateTable('lanes')
      .set({ breaker_until: new Date('2026-03-02T09:15:00Z'), breaker_why: 'refusals', breaker_step: 1 })
      .where('name', '=', 'default')
      .execute()
    const { concerns, lanes } = await get('/v1/mail/health')
    expect(lanes.find((lane: { name: string }) => lane.name === 'default').breaker).toMatchObject({
      ...{ state: 'open', until: '2026-03-02T09:15:00.000Z' },
    })
    expect(concerns).toContainEqual({
      what: 'breaker open',
      name: 'default',
      advice: expect.stringContaining('09:15'),
    })
  })
})

test('GET /metrics shows the same to machines', async () => {
  await complained()
  await post('pause', { topic: 'news' })
  const { body } = await api.app.inject({ url: '/metrics' })
  expect(body).toContain('kindling_mail_week{sender="marketing",lane="default",what="opened"} 7\n')
  expect(body).toContain('kindling_mail_complaint_rate{domain="works.example",topic="news"} 0.001\n')
  expect(body).toContain('kindling_lane_breaker{lane="default"} 0\n')
  expect(body).toContain('kindling_lane_waiting{lane="default"} 0\n')
  expect(body).toContain('kindling_mail_paused{scope="topic",name="news"} 1\n')
})

describe('POST /v1/mail/pause and /resume', () => {
  test('stop a lane, a sender, a topic or everything; again is no change', async () => {
    for (const [payload, scope, name] of [
      [{ lane: 'google' }, 'lane', 'google'],
      [{ sender: 'marketing' }, 'sender', 'marketing'],
      [{ topic: 'news' }, 'topic', 'news'],
      [{}, 'all', ''],
    ] as const) {
      const paused = await post('pause', payload)
      expect([paused.statusCode, paused.json()]).toEqual([
        200,
        expect.objectContaining({ scope, name, changed: true }),
      ])
      expect((await post('pause', payload)).json()).toMatchObject({ changed: false })
      expect((await get('/v1/mail/health')).pauses).toEqual([
        { scope, name, at: '2026-03-02T09:00:00.000Z', by: 'key test', why: 'by hand' },
      ])
      expect((await post('resume', payload)).json()).toMatchObject({ scope, name, changed: true, pauses: [] })
      expect((await post('resume', payload)).json()).toMatchObject({ changed: false, mails: 0 })
    }
    const lines = await api.store.db.selectFrom('audit').select(['actor', 'action', 'subject']).execute()
    expect(lines).toContainEqual({ actor: 'key test', action: 'mail.paused', subject: 'topic/news' })
    expect(lines).toContainEqual({ actor: 'key test', action: 'mail.resumed', subject: 'mail' })
  })

  test('keep the reason that was given', async () => {
    await post('pause', { topic: 'news', why: 'wrong price list' })
    expect((await get('/v1/mail/health')).pauses).toMatchObject([{ why: 'wrong price list' }])
  })

  test('refuse names that nobody has, two at once, and what is no name', async () => {
    for (const payload of [
      { lane: 'gogle' },
      { sender: 'nobody' },
      { topic: 'newz' },
      { lane: 'google', topic: 'news' },
      { lane: 7 },
      { lane: '' },
      { lane: null },
      { everything: true },
      { topic: '__proto__' },
      { topic: 'constructor' },
      [],
    ])
      for (const what of ['pause', 'resume'] as const) {
        const { statusCode, headers } = await post(what, payload)
        expect([statusCode >= 400 && statusCode < 500, payload]).toEqual([true, payload])
        expect(headers['content-type']).toBe('application/problem+json')
      }
    expect((await api.ask({ method: 'POST', url: '/v1/mail/pause' })).statusCode).toBe(400)
    expect((await get('/v1/mail/health')).pauses).toEqual([])
  })

  test('ask for a key that may', async () => {
    const writer = await api.keyWith(['read', 'write'])
    expect((await post('pause', {}, writer)).statusCode).toBe(403)
    expect((await post('resume', {}, writer)).statusCode).toBe(403)
    expect((await api.ask({ url: '/v1/mail/health', key: writer })).statusCode).toBe(200)
    expect((await api.app.inject({ url: '/v1/mail/health' })).statusCode).toBe(401)
  })
})

describe('GET /v1/mail/calendar', () => {
  /** A mail that is due now, and a journey that waits two days for its own. Gives the lead of both. */
  async function planned(): Promise<string> {
    const { body } = await api.ask({ method: 'POST', url: '/v1/leads', payload: { email: 'a@mill.example' } })
    const { id } = JSON.parse(body)
    await inMoment(
      api.store,
      () => Promise.resolve(),
      (m) => queueMessage(m, { key: 'now', leadId: id, sellerId: null, source: 'test', template: 'hello' }),
    )
    const started = await startJourney(api.store, { sequence: 'warm', lead: id })
    await api.store.db
      .updateTable('journeys')
      .set({
        wait_at: new Date('2026-03-04T09:00:00Z'),
        position: JSON.stringify({
          at: waitId,
          visits: {},
          wait: null,
          arms: {},
          seenFalse: {},
          lastMail: null,
        }),
      })
      .where('id', '=', 'id' in started ? started.id : '')
      .execute()
    return id
  }

  test('tells what is queued and what journeys wait to send, by day', async () => {
    await planned()
    const calendar = await get('/v1/mail/calendar')
    expect(calendar).toMatchObject({ zone: 'UTC', at: '2026-03-02T09:00:00.000Z' })
    expect(calendar.days).toHaveLength(7)
    expect([calendar.days[0], calendar.days[6]]).toEqual(['2026-03-02', '2026-03-08'])
    expect(calendar.entries).toEqual([
      {
        ...{ day: '2026-03-02', known: 'queued', template: 'hello', instead: null, sequence: null },
        ...{ topic: 'news', lane: 'default', mails: 1, held: 0 },
      },
      {
        ...{ day: '2026-03-04', known: 'planned', template: 'offer', instead: null, sequence: 'warm' },
        ...{ topic: 'news', lane: null, mails: 1, held: 0 },
      },
    ])
    expect((await get('/v1/mail/calendar?days=2')).entries).toHaveLength(1)
  })

  test('lists what is paused on no day, and for programs not at all', async () => {
    const lead = await planned()
    const day = 86_400_000
    const row = () => api.store.db.updateTable('messages').where('key', '=', 'now')
    const now = api.store.clock.read()
    const held = { held_since: new Date(now), held_due: new Date(now), due_at: new Date(now + day) }
    await row()
      .set({ ...held, reason: 'mail is paused (all of it): a drill' })
      .execute()
    const { entries } = await get('/v1/mail/calendar?days=1')
    expect(entries).toMatchObject([{ day: null, template: 'hello', mails: 1, held: 1 }])
    expect((await api.ask({ url: '/v1/mail/calendar.ics?days=2' })).body).not.toContain('VEVENT')
    const story = await get(`/v1/leads/${lead}/story`)
    expect(JSON.stringify(story)).toContain('"dueAt":null')
    // A breaker says when it looks again.
    await row().set({ reason: 'default asks us to slow down' }).execute()
    expect((await get('/v1/mail/calendar?days=2')).entries).toMatchObject([{ day: '2026-03-03', held: 1 }])
  })

  test('is a calendar for programs, by Accept or by its ending', async () => {
    await planned()
    const byAccept = await api.ask({ url: '/v1/mail/calendar', headers: { accept: 'text/calendar' } })
    const byName = await api.ask({ url: '/v1/mail/calendar.ics' })
    expect(byAccept.headers['content-type']).toBe('text/calendar; charset=utf-8')
    expect(byAccept.body).toBe(byName.body)
    const text = byName.body.replaceAll('\r\n ', '')
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/)
    expect(text).toContain('DTSTART;VALUE=DATE:20260304\r\nDTEND;VALUE=DATE:20260305\r\n')
    expect(text).toContain('SUMMARY:offer: 1 mail\r\n')
    expect(text).toContain('DESCRIPTION:1 planned\\, sequence warm\\, topic news\r\n')
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2)
  })
})
