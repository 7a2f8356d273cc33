import { readToken, signToken } from '../../mail/tokens.ts'
import type { ApiDeps } from '../deps.ts'

/** What a link in a seller's mail allows: this offer or hand-off, as this seller, and nothing else. */
export interface Grant {
  id: string
  seller: string
}

const DAY = 24 * 3600 * 1000
/** How long a link to a seller's own lead stays good; offers carry their own end. Business ms. */
const LASTS = 90 * DAY

/** Where a seller says what came of a lead. */
export const handoffUrl = (deps: ApiDeps, id: string, seller: string, now: number): string =>
  `${deps.publicUrl}/h/${signToken(deps.secret, 'handoff', { id, seller }, now + LASTS)}`

/** Reads a link's token; null for one that is forged, of another purpose, or too old. */
export function readGrant(
  deps: ApiDeps,
  purpose: 'offer' | 'handoff',
  token: string,
  now: number,
): Grant | null {
  const found = readToken<Grant>(deps.secret, purpose, token, now)
  return found && typeof found.id === 'string' && typeof found.seller === 'string' ? found : null
}
