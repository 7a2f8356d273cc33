import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { PumpInput, Pumps, Turns } from '../activities/types.ts'
import { pump } from './pump.ts'

// One transaction of well under a second: it runs inside the workflow task. Anything that throws is tried again for
// as long as it takes: what cannot work is parked by the store, after five tries.
const turns = proxyLocalActivities<Turns>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
})

// Slices of up to 20 seconds with a heartbeat, so that a dead worker is noticed soon.
const pumps = proxyActivities<Pumps>({
  startToCloseTimeout: '60 seconds',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
})

/** One lead's journey through one plan. */
export const journey = (input: PumpInput): Promise<void> => pump(input, turns.journeyTurn)

/** One lead's way to sales. */
export const handoff = (input: PumpInput): Promise<void> => pump(input, turns.handoffTurn)

/** The sender of one mailbox provider's mail. */
export const lane = (input: PumpInput): Promise<void> => pump(input, pumps.drainLane)

/** What is due for leads that are in no journey. */
export const alarms = (input: PumpInput): Promise<void> => pump(input, pumps.drainAlarms)
