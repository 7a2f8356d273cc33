import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { IncomingEvent } from '../../core/mail/incoming/event.ts'
import { forgetUntoldReplies } from '../../store/handoffs/untold-replies.ts'
import { forgetIncoming } from '../../store/incoming/forget.ts'
import { takeIncoming } from '../../store/incoming/take-incoming.ts'
import { forgetNetworks, forgetVisits } from '../../store/visits/forget.ts'
import { MONDAY } from '../harness/store.ts'
import { type ClickScene, clickScene } from '../mail/click-scene.ts'

const SECOND = 1000
const DAY = 86_400_000
const MINUTE = 60 * SECOND
/** Judged for so short a time that what follows comes too late, and takes it back. */
const HASTY = { quarantineMs: 500 }

const visits = async ({ store }: ClickScene) =>
  (await store.db.selectFrom('visits').select(['link', 'verdict']).orderBy('at').execute()).map(
    ({ link, verdict }) => `${link} ${verdict}`,
  )

/** How often the postmaster counts that a mail was clicked. */
const counted = async ({ store }: ClickScene) =>
  (await store.db.selectFrom('mail_events').select('id').where('what', '=', 'clicked').execute()).length

const types = async (scene: ClickScene, lead: string) => (await scene.facts(lead)).map(({ type }) => type)

test('a click counts once, also where its visit is forgotten; another link is a click of its own, and no more in the figures', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0)
  await scene.pass(2 * MINUTE)
  const before = await scene.facts(lead)
  expect([before.length, await counted(scene)]).toEqual([1, 1])
  await scene.pass(34 * DAY)
  expect(await forgetVisits(scene.store)).toBe(0)
  await scene.pass(2 * DAY)
  expect([await forgetVisits(scene.store), await visits(scene)]).toEqual([1, []])
  await scene.click(mail, 0)
  await scene.pass(2 * MINUTE)
  expect([await scene.facts(lead), await counted(scene)]).toEqual([before, 1])
  await scene.click(mail, 1)
  await scene.pass(2 * MINUTE)
  expect([await types(scene, lead), await counted(scene)]).toEqual([['email.clicked', 'email.clicked'], 1])
})

test('what a machine does later takes no click back whose visit is forgotten', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0)
  await scene.pass(40 * DAY)
  await forgetVisits(scene.store)
  await scene.click(mail, 0, HASTY)
  await scene.pass(SECOND)
  for (const link of [1, 2]) await scene.click(mail, link, HASTY)
  expect(await visits(scene)).toEqual(['0 voided', '1 voided', '2 voided'])
  expect(await types(scene, lead)).not.toContain('email.click.voided')
})

test('a click that was taken back stays so when its visit is forgotten, and a person’s own counts', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0, HASTY)
  await scene.pass(SECOND)
  for (const link of [1, 2]) await scene.click(mail, link, HASTY)
  await scene.pass(40 * DAY)
  await forgetVisits(scene.store)
  const before = await types(scene, lead)
  expect(before.filter((type) => type !== 'email.scanned')).toEqual(['email.clicked', 'email.click.voided'])
  await scene.click(mail, 0)
  await scene.pass(2 * MINUTE)
  expect(await types(scene, lead)).toEqual([...before, 'email.clicked'])
})

test('the visits of a mail go together, and none is under judgement', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const [old, visited, judged] = [await scene.mail(lead), await scene.mail(lead), await scene.mail(lead)]
  await scene.pass(MINUTE)
  for (const mail of [old, visited]) await scene.click(mail, 0)
  await scene.pass(20 * DAY)
  await scene.click(visited, 1)
  await scene.click(judged, 2)
  // Nobody rings the alarm.
  scene.store.clock.advance(16 * DAY)
  expect([await forgetVisits(scene.store), await visits(scene)]).toEqual([
    1,
    ['0 person', '1 pending', '2 pending'],
  ])
  scene.store.clock.advance(20 * DAY)
  expect(await forgetVisits(scene.store)).toBe(0)
})

test('ten thousand at once, and two workers share them', async () => {
  const scene = await clickScene()
  const mail = await scene.mail(await scene.lead())
  await sql`insert into visits (message_key, lead_id, link, at, verdict)
    select key, lead_id, 0, ${new Date(MONDAY)}, 'machine' from messages, generate_series(1, 22000) where key = ${mail}`.execute(
    scene.store.db,
  )
  scene.store.clock.advance(36 * DAY)
  expect(await forgetVisits(scene.store)).toBe(10_000)
  // Who of two gets how many is up to the machine.
  const both = await Promise.all([forgetVisits(scene.store), forgetVisits(scene.store)])
  expect(both[0] + both[1]).toBe(12_000)
  expect(Math.max(...both)).toBeLessThanOrEqual(10_000)
})

test('a network that counts as a scanner’s no more is forgotten', async () => {
  const { store } = await clickScene()
  const row = (net: string, at: number) => ({ net, at: new Date(at), leads: 3 })
  await store.db
    .insertInto('scanner_networks')
    .values([row('old', MONDAY - 90 * DAY), row('new', MONDAY - 90 * DAY + 1)])
    .execute()
  expect(await forgetNetworks(store)).toBe(1)
  expect(await store.db.selectFrom('scanner_networks').select('net').execute()).toEqual([{ net: 'new' }])
})

test('what comes again is known for ninety days', async () => {
  const { store } = await clickScene()
  const bounce: IncomingEvent = {
    kind: 'bounce',
    proof: 'provider',
    mailId: null,
    messageIds: [],
    recipients: [],
    from: '',
    subject: '',
    text: '',
  }
  const origin = { source: 'ses', id: 'one' }
  expect(await takeIncoming(store, bounce, origin)).toBe('counted')
  store.clock.advance(90 * DAY)
  expect(await forgetIncoming(store)).toBe(0)
  expect(await takeIncoming(store, bounce, origin)).toBe('repeated')
  store.clock.advance(1)
  const both = await Promise.all([forgetIncoming(store), forgetIncoming(store)])
  expect([both[0] + both[1], (await store.db.selectFrom('incoming').selectAll().execute()).length]).toEqual([
    1, 0,
  ])
})

test('an answer that nobody could be told of is forgotten after ninety days, and the story says so', async () => {
  const scene = await clickScene()
  const { store } = scene
  const [old, fresh, erased] = [await scene.lead(), await scene.lead(), await scene.lead()]
  const row = (lead_id: string, fact_id: number, age: number) => ({
    lead_id,
    fact_id,
    at: new Date(MONDAY - age),
  })
  await store.db
    .insertInto('untold_replies')
    .values([row(old, 1, 90 * DAY + 1), row(fresh, 2, 90 * DAY), row(erased, 3, 0)])
    .execute()
  await store.db
    .updateTable('leads')
    .set({ erased_at: new Date(MONDAY) })
    .where('id', '=', erased)
    .execute()
  expect([await forgetUntoldReplies(store), await forgetUntoldReplies(store)]).toEqual([2, 0])
  expect(await store.db.selectFrom('untold_replies').select('lead_id').execute()).toEqual([
    { lead_id: fresh },
  ])
  const told = await store.db.selectFrom('journal').select(['lead_id', 'data']).execute()
  expect(told).toEqual([
    {
      lead_id: old,
      data: { what: 'answer was told to nobody', why: 'no owner, and no address for alerts took it' },
    },
  ])
})
