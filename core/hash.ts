import { createHash } from 'node:crypto'

/** SHA-256 of a text in UTF-8, as 64 hex digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** JSON with sorted keys and without undefined: the same data is always the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, item]) => item !== undefined)
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}

/** Key of the mail that this visit of a step sends, 32 hex digits: the same however often the turn is run. */
export const messageKey = (journeyId: string, step: string, visit: number): string =>
  sha256(canonicalJson([journeyId, step, visit])).slice(0, 32)

/** A number from 0 up to 1 that is always the same for the same text, evenly spread. */
export const fraction = (text: string): number => Number.parseInt(sha256(text).slice(0, 12), 16) / 2 ** 48
