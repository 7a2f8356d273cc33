import { z } from 'zod'
import { readToken, signToken } from '../mail/tokens.ts'
import type { ApiDeps } from './deps.ts'

/** What a download link names: a document of marketing, for a lead, since when (epoch ms of business time). */
const grant = z.object({ document: z.string(), lead: z.uuid(), at: z.number() })
export type DownloadGrant = z.infer<typeof grant>

/** How long a document's link holds, in business ms: thirty days. */
const LASTS = 30 * 24 * 3_600_000

/** A signed link to a document of marketing. */
export function documentLink(deps: Pick<ApiDeps, 'secret' | 'publicUrl'>, given: DownloadGrant): string {
  return `${deps.publicUrl}/m/d/${signToken(deps.secret, 'download', given, given.at + LASTS)}`
}

/** What the token of a download link allows, or null if it is forged or too old at `now`. */
export function readDocumentLink(secret: string, token: string, now: number): DownloadGrant | null {
  const found = grant.safeParse(readToken(secret, 'download', token, now))
  return found.success ? found.data : null
}
