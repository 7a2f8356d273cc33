import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

/** What a signed link may do. A token of one purpose is worth nothing for another. */
export type Purpose =
  | 'click'
  | 'open'
  | 'unsubscribe'
  | 'preferences'
  | 'view'
  | 'consent'
  | 'offer'
  | 'handoff'
  | 'sign-in'
  | 'call'
  | 'check'
  | 'download'

const SIGNATURE_BYTES = 18

// Made once: for every mail four tokens are signed.
const keys = new Map<string, KeyObject>()
function keyOf(text: string): KeyObject {
  const key = keys.get(text) ?? createSecretKey(text, 'utf8')
  if (keys.size < 100) keys.set(text, key)
  return key
}

const mac = (secret: string, purpose: Purpose, body: string): Buffer =>
  createHmac('sha256', keyOf(`${secret}\0${purpose}`))
    .update(body)
    .digest()
    .subarray(0, SIGNATURE_BYTES)

/**
 * A token that only we can make: ids, never a person's data, because it stands in an address.
 * @param expiresAt epoch ms of business time; absent: good for ever
 */
export function signToken(secret: string, purpose: Purpose, payload: unknown, expiresAt?: number): string {
  const body = Buffer.from(
    JSON.stringify(expiresAt === undefined ? [payload] : [payload, expiresAt]),
  ).toString('base64url')
  return `${body}.${mac(secret, purpose, body).toString('base64url')}`
}

/** What the token holds, or null if it is forged, for something else, or over at `now` (epoch ms of business time). */
export function readToken<T>(secret: string, purpose: Purpose, token: string, now: number): T | null {
  if (token.length > 2000) return null
  const [body = '', signature = '', ...rest] = token.split('.')
  const given = Buffer.from(signature, 'base64url')
  if (rest.length > 0 || given.length !== SIGNATURE_BYTES || given.toString('base64url') !== signature)
    return null
  if (!timingSafeEqual(given, mac(secret, purpose, body))) return null
  const [payload, expiresAt] = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as [T, number?]
  return expiresAt !== undefined && now > expiresAt ? null : payload
}
