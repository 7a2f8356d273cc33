import { eraseBehind } from '../store/erasure/behind.ts'
import type { Store } from '../store/store.ts'
import type { Round } from './rounds.ts'

/** Each second of machine time: what an erasure leaves to be done in batches. `dataDir`: the folder of files from strangers. */
export const erasureRounds = (store: Store, dataDir: string): Round[] => [
  { name: 'erasures', ms: 1000, work: () => eraseBehind(store, { dataDir }) },
]
