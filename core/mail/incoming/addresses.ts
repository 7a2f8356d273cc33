import { LIMITS } from '../../limits.ts'

const ADDRESS =
  /[^\s<>()[\]"',;:@\\*]{1,64}@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,10}\p{L}[\p{L}\d-]{0,61}/gu
// xtext of RFC 3461 §4 and utf-8-addr-xtext of RFC 6533 §3: `+3D` and `\x{430}`.
const ESCAPED = /\\x\{([0-9a-f]{2,6})\}/gi

const decoded = (text: string): string =>
  text.replace(ESCAPED, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16)
    return code > 0x20 && code < 0x110000 ? String.fromCodePoint(code) : whole
  })

/** Addresses in a text, lower case, each once, in order. */
export function addressesIn(text: string, most = 1_000): string[] {
  const found = new Set<string>()
  for (const [address] of decoded(text).matchAll(ADDRESS)) {
    if (address.length <= LIMITS.email) found.add(address.toLowerCase().replace(/^[=.]+/, ''))
    if (found.size >= most) break
  }
  return [...found]
}

/** The first address in a text; null where it was blacked out or there is none. */
export const addressIn = (text: string): string | null => {
  const address = addressesIn(text, 1)[0]
  return address === undefined || /redacted|removed|hidden|^x{3,}@|^\*/.test(address) ? null : address
}
