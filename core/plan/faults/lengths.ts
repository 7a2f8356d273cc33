import { lengthOf, parseDuration } from '../../time/duration.ts'
import type { Duration } from '../../language/durations.ts'
import type { Fault } from './fault.ts'

/** A journey that would wait longer waits for ever. */
const LONGEST = lengthOf('100 years')

/** Whether a text is a length of time that counts forwards. */
export const isLength = (text: string | undefined): boolean =>
  text !== undefined && (parseDuration(text)?.amount ?? -1) >= 0

/** Whether a text is a distance from a date: a length of time with its sign. */
export const isOffset = (text: string): boolean => /^[+-]/.test(text) && parseDuration(text) !== null

/** The fault of a text that is no length of time. */
export const noLength = (path: string, text: string): Fault => ({
  path,
  message: `'${text}' is no length of time`,
  hint: "write '3 days', '2 workhours'",
})

/** Faults of a length of time: it is none, or it never ends. */
export function lengthFaults(path: string, text: string): Fault[] {
  if (!isLength(text) && !isOffset(text)) return [noLength(path, text)]
  if (Math.abs(lengthOf(text as Duration)) <= LONGEST) return []
  return [{ path, message: `'${text}' never ends`, hint: 'no journey lives a hundred years' }]
}
