import { describe, expect, test } from 'vitest'
import { sleepPump, tellPumps } from '../../store/pumps.ts'
import { MONDAY, testStore } from '../harness/store.ts'

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
