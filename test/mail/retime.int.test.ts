import { expect, test } from 'vitest'
import { startPosition } from '../../core/advance/position.ts'
import { instant, json } from '../../store/database.ts'
import { MONDAY } from '../harness/store.ts'
import { mailWorld, type MailWorld } from './mail-world.ts'

const MINUTE = 60_000

/** A journey that sleeps two days after its mail; the plan is of no interest here. */
async function sleeping(world: MailWorld, { lead, key }: { lead: string; key: string }): Promise<string> {
  const plan = {
    format: 1,
    sequence: 's',
    hash: 'h',
    stop: [],
    topic: 'news',
    priority: 5,
    inSales: 'hold',
    about: {},
    steps: [],
  }
  await world.store.db
    .insertInto('plans')
    .values({ hash: 'h', sequence: 's', format: 1, body: json(plan) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const wait = { from: MONDAY, until: MONDAY + 2 * 24 * 60 * MINUTE, afterMail: key }
  const { id } = await world.store.db
    .insertInto('journeys')
    .values({
      sequence: 's',
      plan_hash: 'h',
      lead_id: lead,
      position: json({ ...startPosition(), at: '2', wait }),
      entered_at: instant(MONDAY),
      wait_at: instant(wait.until),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
const wakeAt = async (world: MailWorld, id: string) =>
  (
    await world.store.db
      .selectFrom('journeys')
      .select('wake_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).wake_at

test('a mail that the lane postpones wakes the journey that counts from it', async () => {
  const world = await mailWorld({ caps: [{ mails: 1, per: '1 day' }] })
  const lead = await world.lead()
  await world.queue({ leadId: lead, template: 'offer', priority: 9 })
  const key = 'k'.repeat(32)
  const journey = await sleeping(world, { lead, key })
  await world.queue({ leadId: lead, template: 'offer', key, journeyId: journey })
  await world.drain()
  expect(await world.row(key)).toMatchObject({
    status: 'queued',
    reason: "cap reached: one mail a day; 'offer' took it",
  })
  expect(await wakeAt(world, journey)).toBe(MONDAY)
})

test('a mail that must come again later wakes the journey that counts from it', async () => {
  const world = await mailWorld()
  await world.script([{ at: 'rcpt', code: 451, text: '4.7.1 later' }])
  const [lead, key] = [await world.lead(), 'k'.repeat(32)]
  const journey = await sleeping(world, { lead, key })
  await world.queue({ leadId: lead, template: 'hello', key, journeyId: journey })
  await world.drain()
  expect((await world.row(key)).status).toBe('retry')
  expect(await wakeAt(world, journey)).toBe(MONDAY)
})

test('the mail of a journey with a wake pending is left alone until the journey has had its turn', async () => {
  const world = await mailWorld()
  const [lead, key] = [await world.lead(), 'k'.repeat(32)]
  const journey = await sleeping(world, { lead, key })
  await world.queue({ leadId: lead, template: 'hello', key, journeyId: journey })
  const set = (at: number | null) =>
    world.store.db
      .updateTable('journeys')
      .set({ wake_at: at === null ? null : instant(at) })
      .where('id', '=', journey)
      .execute()
  await set(MONDAY)
  const { sleepMs } = await world.drain()
  expect((await world.row(key)).status).toBe('queued')
  await set(null)
  world.store.clock.advance(sleepMs ?? 0)
  await world.drain()
  expect((await world.row(key)).status).toBe('sent')
})
