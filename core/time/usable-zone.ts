import { IANAZone } from 'luxon'
import { LIMITS } from '../limits.ts'

/** Whether the runtime knows this IANA zone. Offsets such as `UTC+3` are no zones: they have no clock changes. */
export const isZone = (text: string): boolean => text.length <= LIMITS.zone && IANAZone.isValidZone(text)

// Asked at every step of every journey, and the answer costs a formatter.
const known = new Map<string, boolean>()

/** The zone if the runtime knows it, else UTC: a name that was abolished or misspelt never stops a journey. */
export function usableZone(zone: string): string {
  const usable = known.get(zone) ?? isZone(zone)
  if (known.size < 1_000) known.set(zone, usable)
  return usable ? zone : 'UTC'
}
