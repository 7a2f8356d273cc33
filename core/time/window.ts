import { DateTime } from 'luxon'
import { dayKind } from '../holidays/holidays.ts'
import type { Holidays, Hours } from '../release/release.ts'
import { usableZone } from './usable-zone.ts'

/** An open stretch of time: from `opens` on, up to but not including `closes`. Epoch ms. */
export interface Opening {
  opens: number
  closes: number
}

/** Where a clock stands and which days are off there: `holidays` are marketing's own, besides the public ones of the country. */
export interface Place {
  zone: string
  country: string | null
  holidays?: Holidays
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

const keepsHolidays = ({ days, holidays }: Hours): boolean =>
  holidays === undefined ? !days.includes(6) && !days.includes(7) : !holidays

const WEEKDAYS = [1, 2, 3, 4, 5]

function isOpenOn(day: DateTime, hours: Hours, { country, holidays }: Place): boolean {
  const kind = dayKind(country, day, holidays)
  // A Saturday that is worked for a Monday is a weekday to whoever works all week.
  if (kind && 'worked' in kind && WEEKDAYS.every((each) => hours.days.includes(each))) return true
  if (!hours.days.includes(day.weekday)) return false
  return !(kind && 'off' in kind && keepsHolidays(hours))
}

/** The stretch of a day that begins on it, whether it is open or not. */
export function stretchOn(day: DateTime, { from, to }: Pick<Hours, 'from' | 'to'>): Opening {
  const opens = timeOn(day, from)
  const end = timeOn(day, to)
  const closes = end.toMillis() > opens.toMillis() ? end : timeOn(day.plus({ days: 1 }), to)
  return { opens: opens.toMillis(), closes: closes.toMillis() }
}

/** The opening that begins on this local day, or null if it is closed. Hours that include a weekend day stay open on holidays, if they do not say otherwise. */
export const openingOn = (day: DateTime, hours: Hours, place: Place): Opening | null =>
  isOpenOn(day, hours, place) ? stretchOn(day, hours) : null

/** The opening that holds `at` or is the next after it; with `back`, the one that ends at `at`, holds it, or is the last before. Null if there is none within 400 days. */
export function nearestOpening(
  at: number,
  { hours, back = false, ...place }: Place & { hours: Hours; back?: boolean },
): Opening | null {
  const step = back ? -1 : 1
  // One day early (or late), for hours that run over midnight.
  const first = DateTime.fromMillis(at, { zone: usableZone(place.zone) })
    .startOf('day')
    .minus({ days: step })
  for (let n = 0; n <= SEARCH_DAYS; n++) {
    const opening = openingOn(first.plus({ days: n * step }), hours, place)
    if (opening && (back ? opening.opens < at : opening.closes > at)) return opening
  }
  return null
}

/**
 * The first instant from `at` on that lies within the hours, in epoch ms; `at` itself without hours, or with hours that never open.
 * Holidays of the country are closed for hours that keep to Monday to Friday, if they do not say otherwise.
 */
export function openAt(hours: Hours | undefined, at: number, place: Place): number {
  if (!hours) return at
  const opening = nearestOpening(at, { hours, ...place })
  return opening ? Math.max(at, opening.opens) : at
}

/** The name of the first holiday from `at` until `until` that keeps the hours closed; null where none does. */
export function holidayBetween(hours: Hours, at: number, until: number, place: Place): string | null {
  if (!keepsHolidays(hours)) return null
  let day = DateTime.fromMillis(at, { zone: usableZone(place.zone) }).startOf('day')
  for (let n = 0; n <= SEARCH_DAYS && day.toMillis() < until; n++) {
    const kind = dayKind(place.country, day, place.holidays)
    const { closes } = stretchOn(day, hours)
    if (kind && 'off' in kind && hours.days.includes(day.weekday) && closes > at) return kind.off
    day = day.plus({ days: 1 })
  }
  return null
}
