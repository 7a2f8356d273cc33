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
  const octets = octetsOf(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)
  const bytes = quotedPrintable(octets)
  return bytes === null
    ? { encoding: 'base64', bytes: base64(octets) }
    : { encoding: 'quoted-printable', bytes }
}

// Every mail needs both anew, for a moment: memory for them is had once.
let read = Buffer.allocUnsafeSlow(64 * 1024)
let written = Buffer.allocUnsafeSlow(256 * 1024)

function octetsOf(text: string): Buffer {
  if (text.length * 3 > read.length) read = Buffer.allocUnsafeSlow(text.length * 3)
  return read.subarray(0, read.write(text, 'utf8'))
}

function base64(octets: Buffer): Buffer {
  const canonical = octets.toString('utf8').replace(/\n/g, '\r\n')
  const lines =
    Buffer.from(canonical, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1')
}

/** `octets` with LF as the only line end; null where base64 is the shorter one. */
function quotedPrintable(octets: Buffer): Buffer | null {
  const length = octets.length
  // At worst every octet takes three, and every 72 or so a soft break of three.
  if (length * 4 + 16 > written.length) written = Buffer.allocUnsafeSlow(length * 4 + 16)
  const out = written
  const most = length * MANY
  let [to, column, strange] = [0, 0, 0]
  for (let at = 0; at < length; at++) {
    // Nearly all of them.
    const room = Math.min(length, at + WIDTH - 1 - column)
    for (; at < room; at++) {
      const octet = octets[at] as number
      if (plain[octet] === 0 && (octet !== SPACE || at + 1 === length || octets[at + 1] === LF)) break
      out[to++] = octet
      column += 1
    }
    if (at === length) break
    const octet = octets[at] as number
    if (octet === LF) {
      out[to++] = CR
      out[to++] = LF
      column = 0
      continue
    }
    const atEnd = at + 1 === length || octets[at + 1] === LF
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
      if (octet > 126 && ++strange > most) return null
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
  return Buffer.from(out.subarray(0, to))
}
