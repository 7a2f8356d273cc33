import { expect, test } from 'vitest'
import { addressHash } from '../../store/address-hash.ts'
import { erase } from '../../store/erasure/erase.ts'
import { inMoment } from '../../store/moment.ts'
import { liftSuppression, suppress } from '../../store/suppressions.ts'
import { publishedRelease } from '../harness/release.ts'
import { testStore } from '../harness/store.ts'
import { dataFolder, eraseWhole } from './erasure/erasing.ts'

const topic = (en: string) => ({ label: { en }, sender: 'marketing' })
const before = { topics: { news: topic('News'), cases: topic('Cases') } }
const after = { topics: { ...before.topics, events: topic('Events') } }

async function scene() {
  const store = await testStore()
  await publishedRelease(store, before)
  return {
    store,
    refuse: (address: string, topics: (string | null)[], reason: string) =>
      inMoment(
        store,
        async () => null,
        async (m) => {
          for (const one of topics) await suppress(m, { address, topic: one, reason }, null)
        },
      ),
    lift: (address: string, one: string) =>
      inMoment(
        store,
        async () => null,
        (m) => liftSuppression(m, address, one),
      ),
    refused: async (address: string) => {
      const rows = await store.db
        .selectFrom('suppressions')
        .select(['topic', 'reason', 'address'])
        .where('address_hash', '=', addressHash(address))
        .orderBy('topic')
        .execute()
      return rows.map((row) => `${row.topic} ${row.reason} ${row.address ?? '–'}`)
    },
  }
}

test('a topic that is published later is refused for who was erased, by the hash alone', async () => {
  const { store, refused } = await scene()
  const email = 'gone@mill.example'
  await eraseWhole(store, { email }, await dataFolder())
  expect(await refused(email)).toEqual(['cases erased –', 'news erased –'])
  await publishedRelease(store, after)
  expect(await refused(email)).toEqual(['cases erased –', 'events erased –', 'news erased –'])
})

test('one that is published while the erasure runs is refused too', async () => {
  const { store, refused } = await scene()
  const email = 'going@mill.example'
  await erase(store, { email }, { actor: 'test' })
  await publishedRelease(store, after)
  expect(await refused(email)).toContain('events erased –')
})

test('it is refused for who complained, not for who said no by topics, nor for who came back to one since', async () => {
  const { store, refuse, lift, refused } = await scene()
  await refuse('spam@mill.example', ['cases', 'news'], 'complained')
  await refuse('chooses@mill.example', ['cases', 'news'], 'preferences')
  const back = 'back@mill.example'
  await eraseWhole(store, { email: back }, await dataFolder())
  await lift(back, 'news')
  await publishedRelease(store, after)
  expect(await refused('spam@mill.example')).toContain('events complained spam@mill.example')
  expect(await refused('chooses@mill.example')).toHaveLength(2)
  expect(await refused(back)).toEqual(['cases erased –'])
})
