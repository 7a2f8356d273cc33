const [LF, CR, SPACE, TAB, EQUALS] = [0x0a, 0x0d, 0x20, 0x09, 0x3d]
/** Characters of an encoded line, its soft break included (RFC 2045 §6.7). */
const WIDTH = 76
const HEX = Buffer.from('0123456789ABCDEF')
/** From this share of octets that need three, base64 is the shorter one. */
const MANY = 0.18

const plain = new Uint8Array(256)
for (let octet = 33; octet <= 126; octet++) plain[octet] = octet === EQUALS ? 0 : 1

/** A text as the body of a MIME part: its transfer encoding, and its lines with CRLF at their ends. */
export interface EncodedText {
  encoding: 'quoted-printable' | 'base64'
  bytes: Buffer
}

/** Encodes a text (RFC 2045 §6.7, §6.8), whichever is the shorter. Line ends of any kind become CRLF. */
export function encodedText(text: string): EncodedText {
  const octets = Buffer.from(/\r/.test(text) ? text.replace(/\r\n?/g, '\n') : text, 'utf8')
  let strange = 0
  for (let at = 0; at < octets.length; at++) if ((octets[at] as number) > 126) strange += 1
  return strange > octets.length * MANY
    ? { encoding: 'base64', bytes: base64(octets) }
    : { encoding: 'quoted-printable', bytes: quotedPrintable(octets) }
}

function base64(octets: Buffer): Buffer {
  const canonical = octets.toString('utf8').replace(/\n/g, '\r\n')
  const lines =
    Buffer.from(canonical, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1')
}

/** `octets` with LF as the only line end. */
function quotedPrintable(octets: Buffer): Buffer {
  // At worst every octet takes three, and every 72 or so a soft break of three.
  const out = Buffer.allocUnsafe(octets.length * 4 + 16)
  let [to, column] = [0, 0]
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] as number
    // Nearly all of them.
    if (plain[octet] === 1 && column < WIDTH - 1) {
      out[to++] = octet
      column += 1
      continue
    }
    const next = octets[at + 1]
    if (octet === LF) {
      out[to++] = CR
      out[to++] = LF
      column = 0
      continue
    }
    const atEnd = next === undefined || next === LF
    const blank = (octet === SPACE || octet === TAB) && !atEnd
    const size = plain[octet] === 1 || blank ? 1 : 3
    // The last of a line may stand where else the soft break would.
    if (column + size > WIDTH - (atEnd ? 0 : 1)) {
      out[to++] = EQUALS
      out[to++] = CR
      out[to++] = LF
      column = 0
    }
    if (size === 1) out[to++] = octet
    else {
      out[to++] = EQUALS
      out[to++] = HEX[octet >> 4] as number
      out[to++] = HEX[octet & 15] as number
    }
    column += size
  }
  if (column > 0) {
    out[to++] = CR
    out[to++] = LF
  }
  return out.subarray(0, to)
}
