import type { FastifyRequest } from 'fastify'
import type { Visitor } from '../mail/track.ts'
import type { ApiDeps } from './deps.ts'

// Browsers and mail programs that load before anybody looks say so in one of these.
const AHEAD = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

/** Who asks for a link of a mail, as the judgement of clicks needs it. */
export const visitorOf = (
  { secret, clickQuarantineSeconds }: Pick<ApiDeps, 'secret' | 'clickQuarantineSeconds'>,
  { method, headers, ip }: FastifyRequest,
): Visitor => ({
  secret,
  method,
  agent: headers['user-agent'] ?? '',
  ahead: AHEAD.some((name) => /prefetch|preview|prerender/i.test(String(headers[name] ?? ''))),
  ip,
  quarantineMs: clickQuarantineSeconds * 1000,
})
