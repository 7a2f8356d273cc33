import { DateTime } from 'luxon'
import type { PlanDate } from '../plan/plan.ts'
import { addDuration, type Calendar } from '../time/duration.ts'
import { usableZone } from '../time/usable-zone.ts'
import { instantOf } from './values.ts'

/** One ring of a date trigger: when, and which date it is for (`2027-03-01`), as a part of the journey's key. */
export interface Occurrence {
  at: number
  date: string
}

/** No date goes round for longer: what a wrong century makes of a birthday. */
const MOST_YEARS = 10_000

/**
 * When a date trigger rings for this value next, in epoch ms; null if it never does: the value is no date, or is past.
 *
 * A text without an offset is local time of the calendar's zone (a zone that was abolished is UTC), a day is its first
 * instant. `before` a date that is still to come rings at once if its own instant is past already: a contract that was
 * made known late is not forgotten. `after` rings at its instant or, once that is past, never. `yearly` is the next such
 * day from `now` on; 29 February is 28 February in other years.
 */
export function dateOf(
  trigger: PlanDate,
  value: unknown,
  calendar: Calendar,
  now: number,
): Occurrence | null {
  const zone = usableZone(calendar.zone)
  const base = instantOf(value, zone)
  if (base === null) return null
  if (trigger.side === 'yearly') return anniversary(base, zone, now)
  const { side, offset = '0 days' } = trigger
  const at = addDuration(base, side === 'before' ? `-${offset as '1 day'}` : offset, calendar)
  const date = dayOf(base, zone)
  if (at >= now) return { at, date }
  return side === 'before' && base > now ? { at: now, date } : null
}

function anniversary(base: number, zone: string, now: number): Occurrence | null {
  const first = DateTime.fromMillis(base, { zone })
  const passed = Math.max(0, Math.floor(DateTime.fromMillis(now, { zone }).diff(first, 'years').years) - 1)
  for (let years = passed; years < Math.min(passed + 4, MOST_YEARS); years++) {
    const at = first.plus({ years }).toMillis()
    if (at >= now) return { at, date: dayOf(at, zone) }
  }
  return null
}

const dayOf = (at: number, zone: string): string => DateTime.fromMillis(at, { zone }).toISODate() ?? ''

/** The key of a journey: its thing, and the date for which a date trigger rang. Rule 2: next year's renewal is another. */
export const journeyKey = (thing: string | null, date: string | null): string =>
  [thing ?? '', ...(date === null ? [] : [date])].join('@')
