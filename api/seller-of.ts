import type { FastifyRequest } from 'fastify'
import { AppError } from '../core/errors.ts'
import type { ApiDeps } from './deps.ts'
import { type Grant, readGrant } from './pages/sales-links.ts'

/** The seller whose key asks, or null for an API key, which may see and do what any seller may. */
export const sellerOf = (request: FastifyRequest): string | null =>
  request.caller?.kind === 'seller' ? request.caller.id : null

/**
 * The seller who answers an offer: by its own key, or by the token of the link in its mail, given as the bearer in
 * place of a key and good for that offer alone. Null for an API key.
 * @throws AppError key_missing; offer_unknown for a link to another offer, whether or not the one asked for is there
 */
export async function answerer(
  deps: ApiDeps,
  request: FastifyRequest,
  offerId: string,
): Promise<string | null> {
  if (request.caller) return sellerOf(request)
  const grant = await offerGrant(deps, request)
  if (grant.id !== offerId) throw new AppError('offer_unknown')
  return grant.seller
}

/** What the link allows whose token is the bearer. @throws AppError key_missing, where it is none or not good any more */
export async function offerGrant(deps: ApiDeps, request: FastifyRequest): Promise<Grant> {
  const token = /^Bearer (\S{1,2000})$/i.exec(request.headers.authorization ?? '')?.[1]
  const now = await deps.store.clock.now(deps.store.db)
  const grant = token ? readGrant(deps, 'offer', token, now) : null
  if (!grant) throw new AppError('key_missing')
  return grant
}
