import { consentedTo, marketingConsents } from '../store/consents.ts'
import type { Store } from '../store/store.ts'
import { refusedTopics } from '../store/suppressions.ts'
import type { ClaimedMail } from './readers.ts'

/** Machine ms for which the answer given with `sending` is good; half of the second that a no may take at most. */
const FRESH_MS = 500

/**
 * Whether the mail may still go, asked when the server is ready for its body: a slow server must not carry an old yes
 * past a new no.
 */
export async function stillWanted(
  store: Store,
  { message, lead, seller }: ClaimedMail,
  askedAt: number,
): Promise<boolean> {
  if (performance.now() - askedAt < FRESH_MS) return true
  const address = seller?.email ?? lead?.email
  if (!address) return false
  const refused = (await refusedTopics(store.db, [address])).get(address)
  if (refused?.has('')) return false
  if (message.kind === 'service' || seller || !lead) return true
  if (message.topic !== null && refused?.has(message.topic)) return false
  return consentedTo((await marketingConsents(store.db, [lead.id])).get(lead.id), message.topic)
}
