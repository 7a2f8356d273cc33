import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../core/errors.ts'
import { type Caller, callerOf, type Scope } from '../store/keys.ts'
import type { ApiDeps } from './deps.ts'
import { offerGrant } from './seller-of.ts'

/**
 * Who may use a route under `/v1`. A scope: an API key that has it. `seller`: a seller's own key, or an API key
 * that may write. `link`: these, or the token of a signed link to an offer:
 * the route looks at which one. `anyone`: the route checks by itself (a signed link); a key that is given is still read.
 * Without a word a GET asks for `read`, everything else for `write`.
 */
export type Access = Scope | 'seller' | 'link' | 'anyone'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    /** Set under `/v1`; null where no key was given and none is needed. */
    caller: Caller | null
  }
}

const wanted = (request: FastifyRequest): Access =>
  request.routeOptions.config.access ??
  (request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write')

function allowed(caller: Caller, access: Access): boolean {
  if (access === 'anyone') return true
  if (caller.kind === 'seller') return access === 'seller' || access === 'link'
  const scope = access === 'seller' || access === 'link' ? 'write' : access
  return caller.scopes.includes(scope) || caller.scopes.includes('admin')
}

/** Bearer keys for every route of this scope. Errors: `key_missing`, `key_scope`. */
export function authenticate(app: FastifyInstance, deps: ApiDeps): void {
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request) => {
    const access = wanted(request)
    const key = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
    request.caller = key ? await callerOf(deps.store.db, key) : null
    if (request.caller) {
      if (!allowed(request.caller, access)) throw new AppError('key_scope')
    } else if (access === 'link') await offerGrant(deps, request)
    else if (access !== 'anyone') throw new AppError('key_missing')
  })
}

/** Who did it, for the audit: never a person's name. */
export const actorOf = (request: FastifyRequest): string =>
  request.caller === null
    ? 'link'
    : request.caller.kind === 'key'
      ? `key ${request.caller.name}`
      : `seller ${request.caller.id}`
