import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../core/errors.ts'
import { freeKey, keepReply, takeKey } from '../store/idempotency.ts'
import { keyHash } from '../store/keys.ts'
import type { ApiDeps } from './deps.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The reply holds a secret: it is not kept, and the header is not looked at. */
    secretReply?: boolean
  }
  interface FastifyRequest {
    idempotency: { scope: string; key: string } | null
  }
}

// A structured-field string; some clients send it bare.
const KEY = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,200})"|([\x21\x23-\x7e]{1,200}))$/

const fingerprint = (request: FastifyRequest): string =>
  createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex')

/**
 * `Idempotency-Key` on every POST (draft-ietf-httpapi-idempotency-key-header): the same key and body get the first
 * reply again for 24 hours; another body 422; one still running 409. Scoped by the key or the link. What failed with 5xx may
 * be tried again.
 */
export function keepReplies(app: FastifyInstance, deps: ApiDeps): void {
  app.decorateRequest('idempotency', null)
  app.addHook('preHandler', async (request, reply) => {
    const header = request.headers['idempotency-key']
    if (request.method !== 'POST' || header === undefined || request.routeOptions.config.secretReply) return
    const match = KEY.exec(String(header))
    const key = match?.[1] ?? match?.[2]
    if (!key) throw new AppError('bad_input', '/Idempotency-Key')
    // Each link is somebody else's: what one was answered another is not told.
    const scope = request.caller?.hash ?? `link ${keyHash(request.headers.authorization ?? '')}`
    const verdict = await takeKey(deps.store.db, scope, key, fingerprint(request))
    if ('refuse' in verdict) throw new AppError(verdict.refuse)
    if ('reply' in verdict) {
      reply
        .header('idempotent-replayed', 'true')
        .code(verdict.reply.status)
        .type(verdict.reply.status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8')
      return reply.send(Buffer.from(verdict.reply.body === null ? '' : JSON.stringify(verdict.reply.body)))
    }
    request.idempotency = { scope, key }
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const taken = request.idempotency
    if (!taken) return
    request.idempotency = null
    if (reply.statusCode >= 500 || reply.statusCode === 429)
      return freeKey(deps.store.db, taken.scope, taken.key)
    const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? String(payload) : ''
    const body = text === '' ? null : JSON.parse(text)
    await keepReply(deps.store.db, taken.scope, taken.key, { status: reply.statusCode, body })
  })
}
