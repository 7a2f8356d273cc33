import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Webhook } from 'standardwebhooks'
import { AppError } from '../core/errors.ts'
import { textOf } from './body.ts'

/** Has the bodies of this scope as they came, because the signature is over the bytes. */
export function rawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body)
}

/** The body as it was signed. Machine time: the age of a signature. @throws AppError bad_signature */
export function verified(request: FastifyRequest, secret: string): { id: string; body: unknown } {
  const raw = Buffer.isBuffer(request.body) ? textOf(request.body) : ''
  const header = (key: string) => String(request.headers[key] ?? '')
  const id = header('webhook-id')
  try {
    if (id.length > 200) throw new AppError('bad_signature')
    new Webhook(secret).verify(
      raw,
      {
        'webhook-id': id,
        'webhook-timestamp': header('webhook-timestamp'),
        'webhook-signature': header('webhook-signature'),
      },
      { jsonParse: false },
    )
  } catch {
    throw new AppError('bad_signature')
  }
  try {
    return { id, body: JSON.parse(raw) }
  } catch {
    throw new AppError('bad_input', '')
  }
}
