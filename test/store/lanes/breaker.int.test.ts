import { expect, test } from 'vitest'
import { afterBatch } from '../../../store/lanes/breaker.ts'
import { laneScene } from './lane-scene.ts'
import { MONDAY } from '../../harness/store.ts'

const MINUTE = 60_000

test('a storm opens the breaker of that lane alone, for longer each time, and mail that is taken closes it', async () => {
  const { store, happened, lane } = await laneScene()
  await happened('google', 'sent', 5)
  expect(await afterBatch(store, 'google')).toBeNull()
  await happened('google', 'deferred', 20, '4.7.28')
  expect(await afterBatch(store, 'google')).toEqual({ open: MONDAY + 15 * MINUTE, step: 1, why: 'refusals' })
  expect(await lane('google')).toMatchObject({
    breaker_until: MONDAY + 15 * MINUTE,
    breaker_since: MONDAY,
    breaker_why: 'refusals',
  })
  expect((await lane('microsoft')).breaker_until).toBeNull()
  // What was refused before does not count again.
  store.clock.advance(15 * MINUTE)
  expect(await afterBatch(store, 'google')).toBeNull()
  await happened('google', 'deferred', 5, '421')
  expect(await afterBatch(store, 'google')).toMatchObject({ open: MONDAY + 45 * MINUTE, step: 2 })
  store.clock.advance(30 * MINUTE)
  await happened('google', 'sent', 5)
  expect(await afterBatch(store, 'google')).toEqual({ close: true })
  expect((await lane('google')).breaker_until).toBeNull()
  expect(await afterBatch(store, 'google')).toBeNull()
})

test('grey-listing, full and unknown mailboxes open nothing', async () => {
  const { store, happened } = await laneScene()
  await happened('google', 'deferred', 50, '451')
  await happened('google', 'deferred', 50, '4.2.2')
  await happened('google', 'bounced', 50, '5.1.1')
  expect(await afterBatch(store, 'google')).toBeNull()
})

test('refusals of eleven minutes ago are over', async () => {
  const { store, happened } = await laneScene()
  await happened('google', 'refused', 20, '5.7.1')
  store.clock.advance(11 * MINUTE)
  expect(await afterBatch(store, 'google')).toBeNull()
})

test('complaints open it too, and each counts once', async () => {
  const { store, happened } = await laneScene()
  await happened('google', 'sent', 900)
  await happened('google', 'complained', 5)
  expect(await afterBatch(store, 'google')).toMatchObject({ why: 'complaints' })
  store.clock.advance(15 * MINUTE)
  await happened('google', 'sent', 5)
  expect(await afterBatch(store, 'google')).toEqual({ close: true })
  expect(await afterBatch(store, 'google')).toBeNull()
})
