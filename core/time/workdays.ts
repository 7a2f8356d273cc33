import { DateTime } from 'luxon'
import type { Hours } from '../release/release.ts'
import { nearestOpening, OFFICE, openingOn, type Place } from './window.ts'
import { usableZone } from './usable-zone.ts'

interface Working extends Place {
  hours?: Hours
}

// A fraction of a workday is that part of nine hours.
const WORKDAY_MS = 9 * 3_600_000
// More than a hundred years without a working day: hours that never open.
const SEARCH_DAYS = 40_000

/** The same local time on the nth working day after `at` (before, if negative). A day off is not counted. */
export function addWorkdays(at: number, days: number, { hours = OFFICE, ...place }: Working): number {
  const whole = Math.trunc(days)
  const step = Math.sign(whole)
  const start = DateTime.fromMillis(at, { zone: usableZone(place.zone) })
  let offset = 0
  for (let left = Math.abs(whole); left > 0 && Math.abs(offset) < SEARCH_DAYS; ) {
    offset += step
    if (openingOn(start.plus({ days: offset }), hours, place)) left--
  }
  const moved = start.plus({ days: offset }).toMillis()
  return days === whole ? moved : addWorkMs(moved, (days - whole) * WORKDAY_MS, { ...place, hours })
}

/** The instant at which this much working time has gone by after `at` (before, if negative). None at all is `at` itself. */
export function addWorkMs(at: number, ms: number, { hours = OFFICE, ...place }: Working): number {
  const back = ms < 0
  let now = at
  for (let left = Math.abs(ms); left > 0; ) {
    const opening = nearestOpening(now, { ...place, hours, back })
    if (!opening) return now
    const from = back ? Math.min(now, opening.closes) : Math.max(now, opening.opens)
    const used = Math.min(left, back ? from - opening.opens : opening.closes - from)
    now = back ? from - used : from + used
    left -= used
  }
  return now
}
