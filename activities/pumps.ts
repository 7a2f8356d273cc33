import { Context } from '@temporalio/activity'
import { drainLane, type LaneDeps } from '../mail/drain.ts'
import { drainAlarms } from '../store/journeys/alarm.ts'
import type { Store } from '../store/store.ts'
import type { Pumps } from './types.ts'

/** A slice of a pump, in ms of machine time. */
const SLICE_MS = 20_000

/** Slices of the lanes and the alarms over this store. */
export function createPumps(store: Store, lane: LaneDeps): Pumps {
  const beat = () => Context.current().heartbeat()
  return {
    async drainLane({ id }) {
      const { sleepMs } = await drainLane(lane, id, {
        heartbeat: beat,
        signal: Context.current().cancellationSignal,
      })
      return { done: false, sleepMs, details: sleepMs === null ? 'no mail waits' : 'mail waits for its time' }
    },
    async drainAlarms() {
      const sleepMs = await drainAlarms(store, { until: performance.now() + SLICE_MS, beat })
      return { done: false, sleepMs, details: sleepMs === null ? 'nothing is set' : 'until the next alarm' }
    },
  }
}
