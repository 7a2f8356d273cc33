import { createHmac, timingSafeEqual } from 'node:crypto'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
const ID_BYTES = 16
const SIGNATURE_BYTES = 16
/** Letters of a whole token: 256 bits, five to a letter. */
const LENGTH = 52

const signature = (secret: string, id: Buffer): Buffer =>
  createHmac('sha256', `${secret}\0verp`).update(id).digest().subarray(0, SIGNATURE_BYTES)

// Base32 (RFC 4648 §6) in lower case, without padding: servers on the way may change the case of a local part.
function letters(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{1,5}/g, (five) => LETTERS[Number.parseInt(five.padEnd(5, '0'), 2)] ?? '')
}

function bytesOf(text: string): Buffer | null {
  const bits = text
    .toLowerCase()
    .split('')
    .map((letter) => LETTERS.indexOf(letter))
  if (bits.includes(-1)) return null
  const joined = bits.map((five) => five.toString(2).padStart(5, '0')).join('')
  return Buffer.from((joined.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/**
 * The local part of a mail's envelope sender, by which a bounce tells its mail: `b-` and a token of 52 letters, 54 octets in all (RFC 5321
 * §4.5.3.1.1 allows 64). It holds no address.
 * @param mailId what stands before the @ of its Message-ID, 32 hex digits (`messageIdOf`); for journeys' mails that is their key
 */
export function signVerp(secret: string, mailId: string): string {
  if (!/^[0-9a-f]{32}$/.test(mailId)) throw new RangeError('a mail id is 32 hex digits')
  const id = Buffer.from(mailId, 'hex')
  return `b-${letters(Buffer.concat([id, signature(secret, id)]))}`
}

/** The mail id in a token, with or without its `b-`; null if the token is cut, changed or another's. */
export function readVerp(secret: string, text: string): string | null {
  const token = text.replace(/^b-/i, '')
  if (token.length !== LENGTH) return null
  const bytes = bytesOf(token)
  if (bytes?.length !== ID_BYTES + SIGNATURE_BYTES || letters(bytes) !== token.toLowerCase()) return null
  const id = bytes.subarray(0, ID_BYTES)
  return timingSafeEqual(bytes.subarray(ID_BYTES), signature(secret, id)) ? id.toString('hex') : null
}
