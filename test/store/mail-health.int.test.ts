import { beforeEach, describe, expect, test } from 'vitest'
import { foldMailEvents, forgetMailEvents } from '../../store/mail-health/fold.ts'
import { readMailHealth } from '../../store/mail-health/health.ts'
import { watchComplaints } from '../../store/mail-health/watch.ts'
import { listPauses, pauseMail, resumeMail } from '../../store/lanes/pauses.ts'
import { publishedRelease } from '../harness/release.ts'
import { testStore, type TestStore } from '../harness/store.ts'
import { note } from '../mail/note-events.ts'

const DAY = 86_400_000
let store: TestStore
beforeEach(async () => {
  store = await testStore()
  await publishedRelease(store, {
    senders: {
      marketing: { name: 'Works', address: 'news@works.example' },
      sales: { name: 'Works', address: 'hello@Works.example' },
      other: { name: 'Saws', address: 'hello@saws.example' },
    },
    topics: {
      news: { label: { en: 'News' }, sender: 'marketing' },
      events: { label: { en: 'Events' }, sender: 'marketing' },
    },
  })
})

const health = (days = 7) => readMailHealth(store, { days })
const stream = async (name: string) =>
  (await health()).streams.find(({ domain, topic }) => `${domain} ${topic}` === name)

describe('the figures', () => {
  test('are right at once, and stay so while they are summed', async () => {
    await note(store, { sent: 5, deferred: 2, bounced: 1, opened: 3, clicked: 1 })
    await note(store, { sent: 2, refused: 1 }, { lane: 'google' })
    const before = await health()
    expect(before.days).toEqual([
      expect.objectContaining({ day: '2026-03-02', lane: 'default', sent: 5, deferred: 2, bounced: 1 }),
      expect.objectContaining({ day: '2026-03-02', lane: 'google', sent: 2, refused: 1, bounced: 0 }),
    ])
    expect(await foldMailEvents(store)).toBe(15)
    expect(await foldMailEvents(store)).toBe(0)
    await note(store, { sent: 1 })
    const after = await health()
    expect(after.days[0]).toMatchObject({ sent: 6, opened: 3, clicked: 1 })
    expect(after.sums[7]).toEqual(after.sums[30])
  })

  test('of days: the newest first, sums over 7 and 30 days by sender and provider', async () => {
    await note(store, { sent: 4 })
    store.clock.advance(10 * DAY)
    await note(store, { sent: 3 })
    await foldMailEvents(store)
    store.clock.advance(DAY)
    await note(store, { sent: 2 }, { sender: 'sales' })
    const { days, sums, from, to } = await health(30)
    expect([from, to]).toEqual(['2026-02-12', '2026-03-13'])
    expect(days.map(({ day, sender, sent }) => [day, sender, sent])).toEqual([
      ['2026-03-13', 'sales', 2],
      ['2026-03-12', 'marketing', 3],
      ['2026-03-02', 'marketing', 4],
    ])
    expect(sums[7].map(({ sender, sent }) => [sender, sent])).toEqual([
      ['marketing', 3],
      ['sales', 2],
    ])
    expect(sums[30][0]).toMatchObject({ sender: 'marketing', sent: 7 })
    expect((await health(2)).days).toHaveLength(2)
  })

  test('count each event once, though several workers sum and an older one commits later', async () => {
    const late = store.db.transaction().execute(async (tx) => {
      await tx.insertInto('mail_events').values(event).execute()
      await note(store, { sent: 20 })
      await Promise.all([foldMailEvents(store), foldMailEvents(store), foldMailEvents(store)])
    })
    await late
    await foldMailEvents(store)
    expect((await health()).days[0]?.sent).toBe(21)
    const rows = await store.db.selectFrom('mail_days').selectAll().execute()
    expect(rows).toEqual([expect.objectContaining({ what: 'sent', n: 21 })])
  })

  test('single events are forgotten after eight days, but not before they are summed', async () => {
    await note(store, { sent: 3 })
    store.clock.advance(9 * DAY)
    expect(await forgetMailEvents(store)).toBe(0)
    await foldMailEvents(store)
    await note(store, { sent: 1 })
    await foldMailEvents(store)
    expect(await forgetMailEvents(store)).toBe(3)
    expect((await health(30)).sums[30][0]?.sent).toBe(4)
  })
})

const event = {
  at: new Date('2026-03-02T08:00:00Z'),
  day: '2026-03-02',
  ...{
    sender: 'marketing',
    lane: 'default',
    topic: 'news',
    what: 'sent' as const,
    code: null,
    message_key: 'k',
  },
}

describe('complaints', () => {
  test('raise an alert at 0.08 % of what was delivered, by domain and topic', async () => {
    await note(store, { sent: 1300, complained: 1 })
    await note(store, { sent: 1200, complained: 1 }, { topic: 'events', sender: 'sales' })
    const turned = await watchComplaints(store)
    expect(turned).toEqual([
      {
        domain: 'works.example',
        topic: 'events',
        was: 'fine',
        state: 'alert',
        delivered: 1200,
        complained: 1,
        rate: 1 / 1200,
      },
    ])
    expect(await watchComplaints(store)).toEqual([])
    expect((await health()).concerns).toEqual([
      {
        what: 'complaints',
        name: 'works.example events',
        advice: expect.stringContaining('0.08 % of 1200 mails'),
      },
    ])
  })

  test('pause the topic at 0.25 %, once, and say so', async () => {
    await note(store, { sent: 400, complained: 1 })
    expect(await watchComplaints(store)).toMatchObject([{ state: 'paused', topic: 'news' }])
    expect(await watchComplaints(store)).toEqual([])
    expect(await listPauses(store.db)).toMatchObject([
      { scope: 'topic', name: 'news', by: 'complaints', why: '1 complaint about 400 mails in 7 days' },
    ])
    const found = await stream('works.example news')
    expect(found).toMatchObject({ state: 'paused', paused: { scope: 'topic', name: 'news' } })
    expect((await health()).concerns.map(({ what, name }) => [what, name])).toEqual([
      ['complaints', 'works.example news'],
      ['mail paused', 'topic news'],
    ])
  })

  test('pause nothing under a hundred delivered mails; a bounce after the mail was taken counts as not delivered', async () => {
    const { id } = await store.db
      .insertInto('leads')
      .values({ email: 'a@mill.example', created_at: new Date(0), updated_at: new Date(0) })
      .returning('id')
      .executeTakeFirstOrThrow()
    await store.db
      .insertInto('messages')
      .values({
        ...{ key: 'taken', lead_id: id, source: 'test', template: 'hello', kind: 'marketing', topic: 'news' },
        ...{ status: 'sent', queued_at: new Date(0), due_at: new Date(0) },
      })
      .execute()
    await note(store, { sent: 100, complained: 5, bounced: 1 }, { key: 'taken' })
    expect(await watchComplaints(store)).toMatchObject([{ state: 'alert', delivered: 99 }])
    await foldMailEvents(store)
    expect((await health()).days[0]).toMatchObject({ sent: 100, bounced: 1 })
    expect((await stream('works.example news'))?.delivered).toBe(99)
    await note(store, { sent: 1, bounced: 1 }, { key: 'refused' })
    expect(await watchComplaints(store)).toMatchObject([{ state: 'paused', delivered: 100 }])
  })

  test('after a resume the window begins anew', async () => {
    await note(store, { sent: 1000, complained: 10 })
    await watchComplaints(store)
    await foldMailEvents(store)
    await resumeMail(store, { scope: 'topic', name: 'news' }, { by: 'test' })
    expect(await watchComplaints(store)).toMatchObject([{ was: 'paused', state: 'fine' }])
    expect(await stream('works.example news')).toMatchObject({ delivered: 0, complained: 0, state: 'fine' })
    await note(store, { sent: 99, complained: 1 })
    expect(await watchComplaints(store)).toMatchObject([{ state: 'alert', delivered: 99, complained: 1 }])
    store.clock.advance(DAY)
    await note(store, { sent: 1 })
    expect(await watchComplaints(store)).toMatchObject([{ state: 'paused', delivered: 100, complained: 1 }])
  })

  test('leave the window after seven days', async () => {
    await note(store, { sent: 1000, complained: 1 })
    await watchComplaints(store)
    store.clock.advance(6 * DAY)
    expect(await watchComplaints(store)).toEqual([])
    store.clock.advance(DAY)
    expect(await watchComplaints(store)).toMatchObject([{ was: 'alert', state: 'fine', delivered: 0 }])
  })

  test('of mail without a topic pause its sender; where nobody is left to pause they stay an alert', async () => {
    await note(store, { sent: 200, complained: 1 }, { sender: 'other', topic: '' })
    await note(store, { sent: 200, complained: 1 }, { sender: 'gone', topic: 'gone' })
    expect(await watchComplaints(store)).toMatchObject([
      { domain: 'gone', state: 'alert' },
      { domain: 'saws.example', state: 'paused' },
    ])
    expect(await watchComplaints(store)).toEqual([])
    expect(await listPauses(store.db)).toMatchObject([{ scope: 'sender', name: 'other' }])
  })

  test('of what a person paused already are told, and its resume is theirs', async () => {
    await pauseMail(store, { scope: 'topic', name: 'news' }, { by: 'anna', why: 'a mistake' })
    await note(store, { sent: 200, complained: 1 })
    expect(await watchComplaints(store)).toMatchObject([{ state: 'paused' }])
    expect(await listPauses(store.db)).toMatchObject([{ by: 'anna' }])
  })

  test('two workers tell one change once', async () => {
    for (let round = 0; round < 10; round++) {
      await note(store, { sent: 500, complained: 2 })
      const told = await Promise.all(Array.from({ length: 6 }, () => watchComplaints(store)))
      expect(told.flat()).toMatchObject([{ state: 'paused' }])
      expect(await watchComplaints(store)).toEqual([])
      expect(await listPauses(store.db)).toHaveLength(1)
      await resumeMail(store, { scope: 'topic', name: 'news' }, { by: 'test' })
      expect(await watchComplaints(store)).toMatchObject([{ was: 'paused', state: 'fine' }])
    }
  })
})
