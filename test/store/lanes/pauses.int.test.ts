import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { asOf } from '../../../store/database.ts'
import { holdMails } from '../../../store/lanes/hold.ts'
import { letGoOfMail } from '../../../store/lanes/let-go.ts'
import { listPauses, pauseMail, type PauseScope, resumeMail } from '../../../store/lanes/pauses.ts'
import { laneState, parkedBy } from '../../../store/lanes/state.ts'
import { lockLane } from '../../../store/lanes.ts'
import { inMoment } from '../../../store/moment.ts'
import { queueMessage } from '../../../store/messages.ts'
import { createSeller } from '../../../store/sellers.ts'
import { lockLead } from '../../../store/transact.ts'
import { small } from '../../harness/release.ts'
import { MONDAY } from '../../harness/store.ts'
import { laneScene, type LaneScene } from './lane-scene.ts'

const HOUR = 3_600_000
const said = { by: 'anna', why: 'test' }
const ALL: PauseScope = { scope: 'all', name: '' }

/** As the claim does: what keeps the mail back, if anything, and keeps it back. */
const look = async ({ store, row }: LaneScene, key: string) => {
  const message = await row(key)
  return inMoment(
    store,
    (tx) => lockLane(tx, message.lane),
    async (m, lane) => {
      if (!lane) throw new Error('no lane')
      const parked = parkedBy(await laneState(m, lane, [message.sender]), message, m.now)
      if (parked) await holdMails(m, [{ message, parked }])
      return parked?.what ?? null
    },
  )
}

test('a pause holds what is of its lane, its sender, its topic, or all of it; service mail too', async () => {
  const scene = await laneScene()
  const { store } = scene
  await scene.queue('google', await scene.lead('anna@gmail.com'), 'offer')
  await scene.queue('other', await scene.lead('anna@works.example'))
  const held = async () => [await look(scene, 'google'), await look(scene, 'other')]
  expect(await held()).toEqual([null, null])
  const scopes: [PauseScope, (string | null)[]][] = [
    [{ scope: 'lane', name: 'google' }, ['mail is paused (lane google): test', null]],
    [{ scope: 'sender', name: 'marketing' }, Array(2).fill('mail is paused (sender marketing): test')],
    [{ scope: 'topic', name: 'news' }, Array(2).fill('mail is paused (topic news): test')],
    [ALL, Array(2).fill('mail is paused (all of it): test')],
  ]
  for (const [scope, words] of scopes) {
    expect(await pauseMail(store, scope, said)).toEqual({ changed: true })
    expect(await held()).toEqual(words)
    expect(await resumeMail(store, scope, said)).toMatchObject({ changed: true })
    await letGoOfMail(store)
    expect(await held()).toEqual([null, null])
  }
})

test('twice is once, and nothing is lost of who said it first', async () => {
  const { store } = await laneScene()
  expect(await pauseMail(store, ALL, said)).toEqual({ changed: true })
  store.clock.advance(HOUR)
  expect(await pauseMail(store, ALL, { by: 'boris', why: 'too' })).toEqual({ changed: false })
  expect(await listPauses(store.db)).toEqual([{ ...ALL, ...said, at: MONDAY }])
  expect(await resumeMail(store, ALL, said)).toEqual({ changed: true, mails: 0 })
  expect(await resumeMail(store, ALL, said)).toEqual({ changed: false, mails: 0 })
  expect(await listPauses(store.db)).toEqual([])
  const audit = await store.db
    .selectFrom('audit')
    .select(['actor', 'action', 'subject'])
    .orderBy('id')
    .execute()
  expect(audit).toEqual([
    { actor: 'anna', action: 'mail.paused', subject: 'mail' },
    { actor: 'anna', action: 'mail.resumed', subject: 'mail' },
  ])
})

test.each([
  [{ scope: 'lane', name: 'gogle' }, 'lane_unknown'],
  [{ scope: 'sender', name: 'nobody' }, 'sender_unknown'],
  [{ scope: 'topic', name: '__proto__' }, 'topic_unknown'],
] as [PauseScope, string][])('%j is unknown', async (scope, code) => {
  const { store } = await laneScene()
  await expect(pauseMail(store, scope, said)).rejects.toMatchObject({ code })
  await expect(resumeMail(store, scope, said)).rejects.toMatchObject({ code })
})

test('what is paused and left marketing since can be resumed', async () => {
  const { store } = await laneScene()
  await store.db
    .insertInto('mail_pauses')
    .values({ scope: 'topic', name: 'old', at: new Date(MONDAY), ...said })
    .execute()
  expect(await resumeMail(store, { scope: 'topic', name: 'old' }, said)).toMatchObject({ changed: true })
})

test('the story says it once, and held mail is due at the moment of the resume, with its lane awake', async () => {
  const scene = await laneScene()
  const { store, story, row } = scene
  const lead = await scene.lead('anna@gmail.com')
  await scene.queue('mail', lead)
  await pauseMail(store, { scope: 'lane', name: 'google' }, said)
  store.clock.advance(HOUR)
  await look(scene, 'mail')
  await look(scene, 'mail')
  expect(await row('mail')).toMatchObject({ held_since: MONDAY, held_due: MONDAY })
  expect((await story(lead)).map(({ status, reason, until }) => ({ status, reason, until }))).toEqual([
    { status: 'queued' },
    { status: 'later', reason: 'mail is paused (lane google): test' },
  ])
  store.clock.advance(2 * HOUR)
  const wakes = store.waker.wakes.length
  expect(await resumeMail(store, { scope: 'lane', name: 'google' }, said)).toEqual({
    changed: true,
    mails: 1,
  })
  // However much later a worker comes to it: the pause was as long as it was.
  store.clock.advance(HOUR)
  expect(await letGoOfMail(store)).toBe(1)
  expect((await row('mail')).due_at).toBe(MONDAY + 3 * HOUR)
  await expect.poll(() => store.waker.wakes.slice(wakes).map((wake) => wake.id)).toContain('lane/google')
})

/** So many mails that the pause of all mail keeps back, for a day as holds do. */
const manyHeld = (scene: LaneScene, many: number) =>
  sql`insert into messages (key, source, template, kind, queued_at, due_at, reason, held_since, held_due)
    select 'many/' || n, 'test', 'hello', 'service', ${at(0)}, ${at(24 * HOUR)}, 'mail is paused (all of it): test', ${at(0)}, ${at(0)}
    from generate_series(1, ${many}) as n`.execute(scene.store.db)

const at = (ms: number) => new Date(MONDAY + ms)

const due = async ({ store }: LaneScene) =>
  (
    await sql<{
      n: number
    }>`select count(*) as n from messages where due_at <= ${new Date(store.clock.read())}`.execute(store.db)
  ).rows[0]?.n

test('a resume answers at once; what waited is let go of in rounds, and whoever dies leaves the rest to the next', async () => {
  const scene = await laneScene()
  const { store } = scene
  await pauseMail(store, ALL, said)
  await manyHeld(scene, 13_000)
  expect(await resumeMail(store, ALL, said)).toEqual({ changed: true, mails: 13_000 })
  expect(await due(scene)).toBe(0)
  expect(await letGoOfMail(store)).toBe(10_000)
  expect(await due(scene)).toBe(10_000)
  // Whoever comes next, and two of them at once.
  const both = await Promise.all([letGoOfMail(store), letGoOfMail(store)])
  expect(both.reduce((sum, n) => sum + n, 0)).toBe(3000)
  expect([await due(scene), await letGoOfMail(store)]).toEqual([13_000, 0])
})

test('what takes slots first is let go of first: service mail, the more important, what expires first', async () => {
  const scene = await laneScene()
  const { store } = scene
  await pauseMail(store, ALL, said)
  await sql`insert into messages (key, source, template, kind, priority, queued_at, due_at, expires_at, reason, held_since, held_due)
    select key, 'test', 'hello', kind, priority, ${at(0)}, ${at(24 * HOUR)}, expires, 'mail is paused (all of it): test', ${at(0)}, ${at(0)}
    from (
      select 'a/' || n, 'marketing', 5, null::timestamptz from generate_series(1, 9998) n union all
      values ('b/low', 'marketing', 4, null), ('x/soon', 'marketing', 5, ${at(100 * HOUR)}::timestamptz),
        ('y/high', 'marketing', 8, null), ('z/service', 'service', 1, null)
    ) as m (key, kind, priority, expires)`.execute(store.db)
  await resumeMail(store, ALL, said)
  expect(await letGoOfMail(store)).toBe(10_000)
  const waiting = async () => {
    const late = store.db.selectFrom('messages').select('key').where('due_at', '>', asOf(MONDAY))
    return (await late.orderBy('key').execute()).map(({ key }) => key)
  }
  expect(await waiting()).toEqual(['a/9998', 'b/low'])
  expect([await letGoOfMail(store), await waiting()]).toEqual([2, []])
})

test('a pause in the middle keeps back what has not been let go of, and a second resume lets go of that', async () => {
  const scene = await laneScene()
  const { store } = scene
  await pauseMail(store, ALL, said)
  await manyHeld(scene, 10_001)
  await resumeMail(store, ALL, said)
  await letGoOfMail(store)
  expect(await pauseMail(store, ALL, said)).toEqual({ changed: true })
  expect([await letGoOfMail(store), await due(scene)]).toEqual([0, 10_000])
  expect((await look(scene, 'many/1'))?.slice(0, 14)).toBe('mail is paused')
  expect((await resumeMail(store, ALL, said)).changed).toBe(true)
  expect([await letGoOfMail(store), await due(scene)]).toEqual([2, 10_001])
})

test('a resume while nothing is paused lets go of what somebody forgot to', async () => {
  const scene = await laneScene()
  await scene.queue('mail', await scene.lead('anna@gmail.com'))
  await pauseMail(scene.store, ALL, said)
  await look(scene, 'mail')
  await scene.store.db.deleteFrom('mail_pauses').execute()
  expect(await resumeMail(scene.store, ALL, said)).toEqual({ changed: false, mails: 1 })
  await letGoOfMail(scene.store)
  expect((await scene.row('mail')).due_at).toBe(MONDAY)
})

test('mail in the name of a seller with a sender of his own is of that sender', async () => {
  const scene = await laneScene({
    senders: { ...small.senders, petrov: { name: 'Petrov', address: 'p@works.example' } },
  })
  const seller = await createSeller(scene.store, { email: 'p@works.example', name: 'Petrov', zone: 'UTC' })
  await scene.store.db.updateTable('sellers').set({ sender: 'petrov' }).execute()
  const leadId = await scene.lead('anna@works.example')
  await inMoment(
    scene.store,
    (tx) => lockLead(tx, leadId),
    (m) =>
      queueMessage(m, {
        key: 'mail',
        leadId,
        sellerId: null,
        source: 'test',
        template: 'hello',
        from: seller.id,
      }),
  )
  await pauseMail(scene.store, { scope: 'sender', name: 'marketing' }, said)
  expect(await look(scene, 'mail')).toBeNull()
  await pauseMail(scene.store, { scope: 'sender', name: 'petrov' }, said)
  expect(await look(scene, 'mail')).toBe('mail is paused (sender petrov): test')
})

test('a mail that expires while it is held is looked at when it does', async () => {
  const scene = await laneScene()
  await scene.queue('mail', await scene.lead('anna@gmail.com'))
  await scene.store.db
    .updateTable('messages')
    .set({ expires_at: new Date(MONDAY + HOUR) })
    .execute()
  await pauseMail(scene.store, ALL, said)
  await look(scene, 'mail')
  expect((await scene.row('mail')).due_at).toBe(MONDAY + HOUR)
})
