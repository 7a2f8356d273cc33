/**
 * By what a person is recognised in what others wrote: addresses, telephone numbers, names, ids. What is too short to mean one
 * person is left out.
 */
export interface Marks {
  /** Looked for as they are, whatever the case. */
  words: string[]
  /** Telephone numbers as digits, without what stands for the country or for "outside". */
  digits: string[]
}

const SHORTEST = 5
const SHORTEST_NUMBER = 7
const NATIONAL = 10

/** Puts the marks of a person together. `phones` in E.164; `names` as they are written, found in either order. */
export function marksOf({
  words,
  names,
  phones,
}: {
  words: readonly string[]
  names: readonly string[]
  phones: readonly string[]
}): Marks {
  const turned = names.flatMap((name) => {
    const parts = name.trim().split(/\s+/)
    return parts.length === 2 ? [name.trim(), `${parts[1]} ${parts[0]}`] : [name.trim()]
  })
  const known = [...words, ...turned, ...phones].map(plain)
  return {
    words: [...new Set(known)].filter(
      (word) => word.length >= (/^\d+$/.test(word) ? SHORTEST_NUMBER : SHORTEST),
    ),
    digits: [...new Set(phones.map((phone) => digitsOf(phone).slice(-NATIONAL)))].filter(
      (digits) => digits.length >= SHORTEST_NUMBER,
    ),
  }
}

const plain = (text: string): string => text.normalize('NFC').toLowerCase()
const digitsOf = (text: string): string => text.replaceAll(/\D/g, '')

/** Whether this text names the person. */
export function mentions(text: string, { words, digits }: Marks): boolean {
  const here = plain(text)
  if (words.some((word) => here.includes(word))) return true
  const numbers = digitsOf(text)
  return digits.some((one) => numbers.includes(one))
}

/** The same JSON without the texts (and without the entries under names) that mention the person: null stands in their place. */
export function withoutMentions(value: unknown, marks: Marks): unknown {
  if (typeof value === 'string') return mentions(value, marks) ? null : value
  if (Array.isArray(value)) return value.map((one) => withoutMentions(one, marks))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !mentions(name, marks))
      .map(([name, one]) => [name, withoutMentions(one, marks)]),
  )
}

const INSTANT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * Of what a person said, what is no words: numbers, truths, instants, and what stands under `keep`. For journeys of others that
 * began by it, and for things that others speak of too.
 */
export function withoutWords(
  props: Record<string, unknown>,
  keep: readonly string[] = [],
): Record<string, unknown> {
  const stays = (name: string, value: unknown): boolean =>
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && (keep.includes(name) || INSTANT.test(value)))
  return Object.fromEntries(Object.entries(props).filter(([name, value]) => stays(name, value)))
}
