// Bytes as latin1 text, so that a character is an octet: RFC 6376 knows no other letters.

/** Every line end as CRLF and one at the end: bare CR and LF are no line ends in mail (RFC 5321 §2.3.8). */
export function wholeLines(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n')
  return Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1')
}

/** A header field in relaxed form, without its line end (RFC 6376 §3.4.2). */
export function relaxedHeader(field: string): string {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
  return `${field.slice(0, colon).trimEnd().toLowerCase()}:${value.replace(/^ | $/g, '')}`
}

/** A body in relaxed form (RFC 6376 §3.4.4): an empty one stays empty. */
export function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
  while (lines.at(-1) === '') lines.pop()
  return lines.map((line) => `${line}\r\n`).join('')
}

/** Header fields as they stand, folded lines joined to their first, and the body behind the empty line. */
export function parted(bytes: Buffer): { fields: string[]; body: string } {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text.replace(/\r\n$/, '') : text.slice(0, end)
  return { fields: head.split(/\r\n(?![ \t])/), body: end < 0 ? '' : text.slice(end + 4) }
}
