import { expect, test } from 'vitest'
import { drainLane } from '../../../mail/drain.ts'
import { mailWorld } from '../mail-world.ts'

const DAY = 24 * 60 * 60_000

test('two weeks of a new name: twice as much every other day, the rest waits for the next day, service mail goes', async () => {
  const world = await mailWorld({
    lanes: { google: { perSecond: 5_000 } },
    senders: {
      marketing: { name: 'Works', address: 'news@works.example', warmUp: [2, 4, 8, 16, 32, 64, 128] },
    },
  })
  const { store } = world
  const leads: string[] = []
  for (let n = 0; n < 520; n++) leads.push(await world.lead({ email: `lead${n}@gmail.com` }))
  for (const leadId of leads) await world.queue({ leadId, template: 'offer' })
  const drain = () => drainLane(world.deps, 'google')
  await drain()
  expect(await world.received()).toHaveLength(2)
  const [anybody = ''] = leads
  await world.queue({ leadId: anybody, template: 'hello' })
  await drain()
  expect(await world.received()).toHaveLength(3)

  const first = store.clock.read()
  for (let day = 1; day < 14; day++) {
    const { sleepMs } = await drain()
    // The rest is due when the next day begins.
    expect(new Date(store.clock.read() + (sleepMs ?? 0)).toISOString()).toMatch(/T00:00:00\.000Z$/)
    store.clock.set(first + day * DAY)
    await drain()
  }
  const days = new Map<string, number>()
  for (const mail of await world.received()) {
    const day = mail.at.slice(0, 10)
    days.set(day, (days.get(day) ?? 0) + 1)
  }
  expect([...days.values()]).toEqual([3, 2, 4, 4, 8, 8, 16, 16, 32, 32, 64, 64, 128, 128])
  const waiting = await store.db
    .selectFrom('messages')
    .select(['status', 'reason', 'lead_id'])
    .where('status', '<>', 'sent')
    .execute()
  expect(waiting).toHaveLength(521 - 509)
  expect(new Set(waiting.map((row) => row.reason))).toEqual(new Set(['warming up']))
  const story = await world.story(waiting[0]?.lead_id ?? '')
  expect(story.map(({ status, reason }) => [status, reason])).toEqual([
    ['queued', undefined],
    ['later', 'warming up'],
  ])
})
