import { IANAZone } from 'luxon'
import { LIMITS } from '../limits.ts'

// Asked for every mail and at every step of every journey, and the answer costs a formatter.
const known = new Map<string, boolean>()
const MOST_KNOWN = 1_000

/** Whether the runtime knows this IANA zone. Offsets such as `UTC+3` are no zones: they have no clock changes. */
export function isZone(text: string): boolean {
  if (text.length > LIMITS.zone) return false
  const before = known.get(text)
  if (before !== undefined) return before
  const valid = IANAZone.isValidZone(text)
  if (known.size < MOST_KNOWN) known.set(text, valid)
  return valid
}

/** The zone if the runtime knows it, else UTC: a name that was abolished or misspelt never stops a journey. */
export const usableZone = (zone: string): string => (isZone(zone) ? zone : 'UTC')
