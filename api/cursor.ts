import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../core/errors.ts'

const mac = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(`cursor ${body}`).digest('base64url').slice(0, 22)

/** Where a page ends, as an opaque signed text that the next request hands back. */
export function cursorOf(secret: string, place: unknown): string {
  const body = Buffer.from(JSON.stringify(place)).toString('base64url')
  return `${body}.${mac(secret, body)}`
}

/** Reads a cursor that we gave. @throws AppError bad_cursor */
export function readCursor<T>(secret: string, cursor: string, shape: z.ZodType<T>): T {
  const [body = '', given = ''] = cursor.split('.')
  const right = Buffer.from(mac(secret, body))
  const theirs = Buffer.from(given)
  if (right.length !== theirs.length || !timingSafeEqual(right, theirs))
    throw new AppError('bad_cursor', '/cursor')
  return shape.parse(JSON.parse(Buffer.from(body, 'base64url').toString()))
}

/** The query of a list: how many at most, and from where on. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
}
