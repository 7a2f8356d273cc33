import { type Clock, postgresClock } from '../../store/clock.ts'
import type { Store, Waker } from '../../store/store.ts'
import { testDatabase } from './database.ts'

/** Monday, in winter time nearly everywhere, in the middle of a working day. */
export const MONDAY = Date.parse('2026-03-02T09:00:00Z')

/** Business time that stands still until a test moves it. Machine time and business time run alike. */
export interface FixedClock extends Clock {
  /** @param to epoch ms, or text like `2026-03-02T09:00:00Z` */
  set(to: number | string): void
  advance(ms: number): void
  read(): number
}

export function fixedClock(start: number | string = MONDAY): FixedClock {
  let at = typeof start === 'number' ? start : Date.parse(start)
  return {
    now: () => Promise.resolve(at),
    machineMs: (businessMs) => businessMs,
    set: (to) => {
      at = typeof to === 'number' ? to : Date.parse(to)
    },
    advance: (ms) => {
      at += ms
    },
    read: () => at,
  }
}

type Wake = Parameters<Waker['wake']>[0]

/** Remembers whom the store wanted to wake; `fail` makes it a Temporal that is down. */
export interface RecordingWaker extends Waker {
  wakes: Wake[]
  fail: boolean
}

export function recordingWaker(): RecordingWaker {
  const waker: RecordingWaker = {
    wakes: [],
    fail: false,
    async wake(workflow) {
      if (waker.fail) throw new Error('Temporal is down')
      waker.wakes.push(workflow)
    },
  }
  return waker
}

export interface TestStore extends Store {
  clock: FixedClock
  waker: RecordingWaker
  url: string
}

/** A store on a fresh database, or on a copy of one, with a clock that the test moves and a waker that only remembers. */
export async function testStore(
  options: { at?: number | string; like?: string; socket?: boolean } = {},
): Promise<TestStore> {
  const { db, url } = await testDatabase(options)
  return { db, url, clock: fixedClock(options.at), waker: recordingWaker() }
}

/** The same with any clock and waker: the real ones, or Temporal's in skipped time. */
export async function realStore(options: { clock?: Clock; waker: Waker }): Promise<Store & { url: string }> {
  const { db, url } = await testDatabase()
  return { db, url, clock: options.clock ?? postgresClock(1), waker: options.waker }
}
