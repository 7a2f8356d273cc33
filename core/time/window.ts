import { DateTime } from 'luxon'
import { isHoliday } from '../holidays/holidays.ts'
import type { Hours } from '../release/release.ts'
import { usableZone } from './usable-zone.ts'

/** An open stretch of time: from `opens` on, up to but not including `closes`. Epoch ms. */
export interface Opening {
  opens: number
  closes: number
}

/** Office hours where marketing names no others. */
export const OFFICE: Hours = { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }

// Longer than any run of closed days: hours open on no day end the search here.
const SEARCH_DAYS = 400

function timeOn(day: DateTime, text: string): DateTime {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  // 24:00 is the midnight after; a time that the clock change leaves out moves forward.
  if (hour === 24) return day.plus({ days: 1 }).startOf('day')
  return day.set({ hour, minute, second: 0, millisecond: 0 })
}

/** The opening that begins on this local day, or null if it is closed. Hours that include a weekend day stay open on holidays. */
export function openingOn(day: DateTime, hours: Hours, country: string | null): Opening | null {
  if (!hours.days.includes(day.weekday)) return null
  const keepsHolidays = !hours.days.includes(6) && !hours.days.includes(7)
  if (keepsHolidays && isHoliday(country, day)) return null
  const opens = timeOn(day, hours.from)
  const end = timeOn(day, hours.to)
  const closes = end.toMillis() > opens.toMillis() ? end : timeOn(day.plus({ days: 1 }), hours.to)
  return { opens: opens.toMillis(), closes: closes.toMillis() }
}

/** The opening that holds `at` or is the next after it; with `back`, the one that ends at `at`, holds it, or is the last before. Null if there is none within 400 days. */
export function nearestOpening(
  at: number,
  {
    hours,
    zone,
    country,
    back = false,
  }: { hours: Hours; zone: string; country: string | null; back?: boolean },
): Opening | null {
  const step = back ? -1 : 1
  // One day early (or late), for hours that run over midnight.
  const first = DateTime.fromMillis(at, { zone: usableZone(zone) })
    .startOf('day')
    .minus({ days: step })
  for (let n = 0; n <= SEARCH_DAYS; n++) {
    const opening = openingOn(first.plus({ days: n * step }), hours, country)
    if (opening && (back ? opening.opens < at : opening.closes > at)) return opening
  }
  return null
}

/**
 * The first instant from `at` on that lies within the hours, in epoch ms; `at` itself without hours, or with hours that never open.
 * Holidays of the country are closed for hours that keep to Monday to Friday.
 */
export function openAt(hours: Hours | undefined, at: number, zone: string, country: string | null): number {
  if (!hours) return at
  const opening = nearestOpening(at, { hours, zone, country })
  return opening ? Math.max(at, opening.opens) : at
}
