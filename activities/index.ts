import type { LaneDeps } from '../mail/drain.ts'
import type { Store } from '../store/store.ts'
import { createPumps } from './pumps.ts'
import { createTurns } from './turns.ts'
import type { Pumps, Turns } from './types.ts'

/** Everything that workflows may ask for. */
export const createActivities = (store: Store, lane: LaneDeps): Turns & Pumps => ({
  ...createTurns(store),
  ...createPumps(store, lane),
})
