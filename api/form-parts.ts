import type { Multipart } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { AppError } from '../core/errors.ts'

type Limits = NonNullable<Parameters<FastifyRequest['parts']>[0]>['limits']

/**
 * The parts of a multipart body as they come (RFC 7578).
 * @throws AppError bad_input where the body is broken: no boundary, an end too early; and what its limits throw
 */
export async function* formParts(request: FastifyRequest, limits: Limits): AsyncGenerator<Multipart> {
  try {
    yield* request.parts({ limits })
  } catch (error) {
    throw brokenOr(error)
  }
}

/**
 * What went wrong while a part was read: a broken body, as its sender's fault, or the error itself. Limits, disks and lost connections
 * have codes; that a body cannot be read is said in words only.
 */
export function brokenOr(error: unknown): unknown {
  const { name, code } = error as { name?: string; code?: string }
  return name === 'Error' && code === undefined ? new AppError('bad_input', '') : error
}
