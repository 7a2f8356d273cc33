/** A TXT record as a line of a zone file; a string in it holds 255 octets at most (RFC 1035 §3.3.14). */
export const txtLine = (name: string, value: string): string =>
  `${name}. TXT ${(value.match(/.{1,255}/g) ?? ['']).map((part) => `"${part}"`).join(' ')}`
