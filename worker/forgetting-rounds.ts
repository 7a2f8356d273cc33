import { forgetUntoldReplies } from '../store/handoffs/untold-replies.ts'
import { forgetIncoming } from '../store/incoming/forget.ts'
import { forgetMailEvents } from '../store/mail-health/fold.ts'
import type { Store } from '../store/store.ts'
import { removeStrayFiles } from '../store/stray-files.ts'
import { forgetNetworks, forgetVisits } from '../store/visits/forget.ts'
import type { Round } from './rounds.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * What is needed no more is forgotten a batch a minute, by whichever worker comes first: docs/what-is-kept.md says what, and when.
 * `dataDir`: the folder of files from strangers; each hour those that belong to nobody go.
 */
export const forgettingRounds = (store: Store, dataDir: string): Round[] => [
  ...Object.entries({
    'mail forgotten': forgetMailEvents,
    'visits forgotten': forgetVisits,
    'networks forgotten': forgetNetworks,
    'incoming forgotten': forgetIncoming,
    'answers forgotten': forgetUntoldReplies,
  }).map(([name, forget]) => ({ name, ms: MINUTE, work: () => forget(store) })),
  { name: 'stray files', ms: HOUR, work: () => removeStrayFiles(store.db, dataDir) },
]
