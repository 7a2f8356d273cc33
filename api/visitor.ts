import type { FastifyRequest } from 'fastify'
import type { Visitor } from '../mail/track.ts'
import type { ApiDeps } from './deps.ts'

/** Who asks for a link of a mail, as the judgement of clicks needs it. */
export const visitorOf = (
  { secret, clickQuarantineSeconds }: Pick<ApiDeps, 'secret' | 'clickQuarantineSeconds'>,
  { method, headers, ip }: FastifyRequest,
): Visitor => ({
  secret,
  method,
  agent: headers['user-agent'] ?? '',
  ip,
  quarantineMs: clickQuarantineSeconds * 1000,
})
