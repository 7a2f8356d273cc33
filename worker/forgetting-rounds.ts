import { forgetUntoldReplies } from '../store/handoffs/untold-replies.ts'
import { forgetIncoming } from '../store/incoming/forget.ts'
import { forgetMailEvents } from '../store/mail-health/fold.ts'
import type { Store } from '../store/store.ts'
import { forgetNetworks, forgetVisits } from '../store/visits/forget.ts'
import type { Round } from './rounds.ts'

const MINUTE = 60_000

/** What is needed no more is forgotten a batch a minute, by whichever worker comes first: docs/what-is-kept.md says what, and when. */
export const forgettingRounds = (store: Store): Round[] =>
  Object.entries({
    'mail forgotten': forgetMailEvents,
    'visits forgotten': forgetVisits,
    'networks forgotten': forgetNetworks,
    'incoming forgotten': forgetIncoming,
    'answers forgotten': forgetUntoldReplies,
  }).map(([name, forget]) => ({ name, ms: MINUTE, work: () => forget(store) }))
