import { describe, expect, test } from 'vitest'
import { inMoment } from '../../store/moment.ts'
import { sendLeftovers } from '../../store/outbox.ts'
import { sleepPump, tellPumps } from '../../store/pumps.ts'
import type { Waker } from '../../store/store.ts'
import { publishedRelease } from '../harness/release.ts'
import { MONDAY, testStore, type TestStore } from '../harness/store.ts'
import { until } from '../harness/until.ts'

const HOUR = 3_600_000

describe('a pump', () => {
  test('sleeps no longer than its row says, so that whoever trusts the row misses nothing', async () => {
    const store = await testStore()
    for (const later of [null, MONDAY + 3 * HOUR]) {
      // What it had at ten is done by somebody else between its two looks.
      const looks = [MONDAY + HOUR, later]
      const sleepMs = await sleepPump(store, 'alarms', () => Promise.resolve(looks.shift() ?? null))
      // Somebody sets work for eleven, reads that the pump wakes at ten, and leaves it alone.
      await tellPumps(store, new Map([['alarms', MONDAY + 2 * HOUR]]))
      const told = store.waker.wakes.splice(0).length > 0
      expect(told || (sleepMs !== null && sleepMs <= 2 * HOUR)).toBe(true)
    }
  })

  test('with nothing to do sleeps until it is woken, and is', async () => {
    const store = await testStore()
    expect(await sleepPump(store, 'alarms', () => Promise.resolve(null))).toBeNull()
    await tellPumps(store, new Map([['alarms', MONDAY + HOUR]]))
    expect(store.waker.wakes).toMatchObject([{ id: 'alarms' }])
  })
})

describe('a wake in the outbox', () => {
  /** Due at once, whatever the machine's clock says. */
  const ALL = { ageMs: -3_600_000 }
  const left = (store: TestStore) => store.db.selectFrom('outbox').select('workflow_id').execute()
  /** Asks for a wake, and lets whoever asked die before it is sent. */
  async function ask(store: TestStore, id: string): Promise<void> {
    const dead: Waker = { wake: () => Promise.reject(new Error('dead')) }
    await inMoment(
      { ...store, waker: dead },
      () => Promise.resolve(),
      async (m) => void m.wakes.set(id, { type: 'journey' }),
    )
    await until(async () => (await tries(store, id)) > 0, { what: 'the first try' })
  }
  const tries = async (store: TestStore, id: string): Promise<number> => {
    const row = await store.db
      .selectFrom('outbox')
      .select('tries')
      .where('workflow_id', '=', id)
      .executeTakeFirst()
    return row?.tries ?? 0
  }

  test('that is asked for while an older one is on its way is sent, whoever deletes the older one first', async () => {
    const store = await testStore()
    await publishedRelease(store)
    await ask(store, 'journey/1')
    let late = true
    // A slow sender: meanwhile another one sends the same wake and deletes it, and a new one is asked for.
    const slow: Waker = {
      async wake() {
        if (!late) return
        late = false
        await sendLeftovers(store, ALL)
        await ask(store, 'journey/1')
      },
    }
    await sendLeftovers({ ...store, waker: slow }, ALL)
    expect(await left(store)).toEqual([{ workflow_id: 'journey/1' }])
  })

  test('that is left over is sent by one of six workers, and a failed one is counted once', async () => {
    const store = await testStore()
    await publishedRelease(store)
    for (let n = 0; n < 20; n++) await ask(store, `journey/${n}`)
    await store.db
      .updateTable('outbox')
      .set({ next_try_at: new Date(0) })
      .execute()
    const six = () => Promise.all(Array.from({ length: 6 }, () => sendLeftovers(store)))
    store.waker.fail = true
    await six()
    for (let n = 0; n < 20; n++) expect(await tries(store, `journey/${n}`)).toBe(2)
    await store.db
      .updateTable('outbox')
      .set({ next_try_at: new Date(0) })
      .execute()
    store.waker.fail = false
    const sent = await six()
    expect(sent.reduce((sum, n) => sum + n, 0)).toBe(20)
    expect(new Set(store.waker.wakes.map(({ id }) => id)).size).toBe(20)
    expect(store.waker.wakes).toHaveLength(20)
    expect(await left(store)).toEqual([])
  })
})
