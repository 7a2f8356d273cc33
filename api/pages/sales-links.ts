import { readToken, signToken } from '../../mail/tokens.ts'
import { z } from 'zod'
import type { ApiDeps } from '../deps.ts'

/** What a link in a seller's mail allows: this offer or hand-off, as this seller, and nothing else. */
export interface Grant {
  id: string
  seller: string
}

const grant = z.object({ id: z.uuid(), seller: z.uuid() })

const DAY = 24 * 3600 * 1000
/** How long a link to a seller's own lead stays good, in business ms; links in mail carry their own end. */
const LASTS = 90 * DAY

/** Where a seller says what came of a lead. */
export const handoffUrl = (deps: ApiDeps, id: string, seller: string, now: number): string =>
  `${deps.publicUrl}/h/${signToken(deps.secret, 'handoff', { id, seller }, now + LASTS)}`

/** Reads a link's token; null for one that is forged, for another page, or too old. */
export function readGrant(
  deps: ApiDeps,
  wanted: 'offer' | 'handoff',
  token: string,
  now: number,
): Grant | null {
  const found = grant.safeParse(readToken(deps.secret, wanted, token, now))
  return found.success ? found.data : null
}
