import { expect, test } from 'vitest'
import { countTier, laneState, tierRoom } from '../../../store/lanes/state.ts'
import { lockLane } from '../../../store/lanes.ts'
import { inMoment } from '../../../store/moment.ts'
import { small } from '../../harness/release.ts'
import { laneScene, type LaneScene } from './lane-scene.ts'

const DAY = 24 * 3_600_000
const offer = { kind: 'marketing', sender: 'marketing', topic: 'news', status: 'queued' } as const
const service = { ...offer, kind: 'service' } as const

const sender = { name: 'Works', address: 'news@works.example' }
const warming = { ...small, senders: { marketing: { ...sender, warmUp: [4, 8, 16] } } }

const look = ({ store }: LaneScene, lane = 'google') =>
  inMoment(
    store,
    (tx) => lockLane(tx, lane),
    async (m, row) => {
      if (!row) throw new Error('no lane')
      return laneState(m, row, [null, 'marketing'])
    },
  )

/** How many marketing mails there is room for now. */
async function room(scene: LaneScene, lane?: string): Promise<number> {
  const state = await look(scene, lane)
  let n = 0
  for (; n < 100 && tierRoom(state, offer); n++) countTier(state, offer)
  return n
}

test('a new name gets its tier a day with each provider; service mail goes and counts', async () => {
  const scene = await laneScene(warming)
  const state = await look(scene)
  expect(state.tomorrow).toBe(Date.parse('2026-03-03T00:00:00Z'))
  for (let n = 0; n < 4; n++) countTier(state, service)
  expect([tierRoom(state, offer), tierRoom(state, service)]).toEqual([false, true])
  await scene.happened('google', 'sent', 3)
  await scene.happened('google', 'bounced', 3, '5.1.1')
  expect(await room(scene)).toBe(1)
  expect(await room(scene, 'microsoft')).toBe(4)
})

test('what is on its way takes its place in the tier', async () => {
  const scene = await laneScene(warming)
  await scene.queue('a', await scene.lead('a@gmail.com'), 'offer')
  await scene.queue('b', await scene.lead('b@gmail.com'), 'offer')
  await scene.store.db.updateTable('messages').set({ status: 'claimed' }).where('key', '=', 'a').execute()
  await scene.store.db.updateTable('messages').set({ status: 'sending' }).where('key', '=', 'b').execute()
  expect(await room(scene)).toBe(2)
})

test('a known name has all the room there is', async () => {
  expect(await room(await laneScene())).toBe(100)
})

test('good days raise the tier, a bad one lowers it, a day without mail does nothing, and each is judged once', async () => {
  const scene = await laneScene(warming)
  const rooms: number[] = [await room(scene)]
  const next = async (sent: number, refused = 0) => {
    await scene.happened('google', 'sent', sent)
    if (refused > 0) await scene.happened('google', 'deferred', refused, '4.7.28')
    scene.store.clock.advance(DAY)
    await room(scene)
    rooms.push(await room(scene))
  }
  await next(4)
  await next(4)
  await next(8)
  await next(0)
  await next(8)
  await next(10, 6)
  expect(rooms).toEqual([4, 4, 8, 8, 8, 16, 8])
  const row = await scene.store.db.selectFrom('warm_ups').selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({
    sender: 'marketing',
    lane: 'google',
    tier: 1,
    good_days: 0,
    judged_on: '2026-03-08',
  })
})

test('past the last tier the name is known', async () => {
  const scene = await laneScene(warming)
  for (let n = 0; n < 6; n++) {
    await room(scene)
    await scene.happened('google', 'sent', 16)
    scene.store.clock.advance(DAY)
  }
  expect(await room(scene)).toBe(100)
})
