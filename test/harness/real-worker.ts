import { createTurns } from '../../activities/turns.ts'
import type { PumpAnswer } from '../../activities/types.ts'
import { temporalWaker } from '../../providers/temporal/waker.ts'
import { openClock } from '../../store/anchor.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import type { Store } from '../../store/store.ts'
import { startRounds } from '../../worker/rounds.ts'
import { connectWorker } from '../../worker/temporal.ts'
import { afterwards } from './afterwards.ts'
import { testDatabase } from './database.ts'
import { type TestTemporal, testTemporal } from './temporal.ts'

export interface RealWorker {
  store: Store
  url: string
  temporal: TestTemporal
  /** Starts one more worker on the same database and server. Returns how to stop it, with its rounds. */
  startWorker(): Promise<() => Promise<void>>
}

/**
 * A real Temporal server, a database whose clock runs `scale` times as fast, and workers on them. Mail lanes sleep:
 * tests of mail have their own.
 */
export async function realWorker({ scale }: { scale: number }): Promise<RealWorker> {
  const { db, url } = await testDatabase({ max: 30 })
  const clock = await openClock(db, { scale, start: Date.parse('2026-03-02T09:00:00Z') })
  const temporal = await testTemporal()
  const waker = temporalWaker({ address: temporal.address })
  afterwards(() => waker.close())
  const store: Store = { db, clock, waker }

  async function startWorker() {
    const stop = new AbortController()
    const activities = {
      ...createTurns(store),
      drainLane: async (): Promise<PumpAnswer> => ({ done: false, sleepMs: null, details: '' }),
      drainAlarms: async (): Promise<PumpAnswer> => ({
        done: false,
        sleepMs: await drainAlarms(store, { until: performance.now() + 5000, beat: () => {} }),
        details: '',
      }),
    }
    const connected = await connectWorker(temporal.address, activities, { wait: 200, signal: stop.signal })
    if (!connected) throw new Error('the worker never connected')
    const { worker, close } = connected
    const stopRounds = startRounds(store, { scale, complain: () => {} })
    const running = worker.run()
    let over: Promise<void> | undefined
    const end = () => {
      over ??= (async () => {
        stop.abort()
        if (worker.getState() === 'RUNNING') worker.shutdown()
        await running
        await close()
        await stopRounds()
      })()
      return over
    }
    afterwards(end)
    return end
  }
  return { store, url, temporal, startWorker }
}
