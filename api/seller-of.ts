import type { FastifyRequest } from 'fastify'

/** The seller whose key asks, or null for an API key, which may see and do what any seller may. */
export const sellerOf = (request: FastifyRequest): string | null =>
  request.caller?.kind === 'seller' ? request.caller.id : null
