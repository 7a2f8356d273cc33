/** Fields of one paragraph, names in lower case, in order. */
type Fields = [name: string, value: string][]

const FIELD = /^([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:[ \t]*(.*)$/
const MOST_LINES = 20_000

/**
 * Paragraphs of fields as reports hold them (RFC 3464 §2.1, RFC 5965 §3): `Name: value`, folded lines joined, paragraphs set apart by
 * empty lines. Lines that are none of this are passed over.
 */
export function reportFields(text: string): Fields[] {
  const paragraphs: Fields[] = [[]]
  for (const line of text.split(/\r\n|\r|\n/, MOST_LINES)) {
    const fields = paragraphs.at(-1) ?? []
    const last = fields.at(-1)
    if (line.trim() === '') {
      if (fields.length > 0) paragraphs.push([])
    } else if (/^[ \t]/.test(line) && last) {
      last[1] = `${last[1]} ${line.trim()}`.slice(0, 4_000)
    } else {
      const [, name, value] = FIELD.exec(line) ?? []
      if (name !== undefined && value !== undefined) fields.push([name.toLowerCase(), value.trim()])
    }
  }
  return paragraphs.filter((fields) => fields.length > 0)
}

/** What stands after the type of `rfc822; user@example.com` or `smtp; 550 no`; all of it where no type stands. */
export const untyped = (value: string): string => /^\s*[\w-]+\s*;\s*([^]*)$/.exec(value)?.[1] ?? value.trim()
