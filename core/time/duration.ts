import { DateTime } from 'luxon'
import { AppError } from '../errors.ts'
import type { Duration, Unit } from '../language/durations.ts'
import type { Hours } from '../release/release.ts'
import type { Place } from './window.ts'
import { addWorkdays, addWorkMs } from './workdays.ts'
import { usableZone } from './usable-zone.ts'

/** Whose time counts: the zone of the person, the holidays of the country, and office hours if they are not 09:00–18:00 Mon–Fri. */
export interface Calendar extends Place {
  hours?: Hours
}

/** A duration taken apart. `amount` is negative for an offset before. */
export interface ParsedDuration {
  amount: number
  unit: Unit
}

const FORM = /^([+-]?\d{1,5}(?:\.\d{1,3})?) (minute|hour|day|week|month|year|workhour|workday)s?$/

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
// A working week is five days of nine hours.
const WORKDAY = (7 / 5) * DAY
const LENGTHS: Record<Unit, number> = {
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30.4375 * DAY,
  year: 365.25 * DAY,
  workday: WORKDAY,
  workhour: WORKDAY / 9,
}

/** Reads `'3 days'`, `'+5 workdays'`, `'-2 hours'`; null for anything else. */
export function parseDuration(text: string): ParsedDuration | null {
  const found = FORM.exec(text)
  return found?.[1] && found[2] ? { amount: Number(found[1]), unit: found[2] as Unit } : null
}

const parsed = (text: string): ParsedDuration => {
  const duration = parseDuration(text)
  if (!duration) throw new AppError('bad_input', text.slice(0, 40))
  return duration
}

/**
 * Length in ms where no calendar is at hand (half-lives, caps in words): a month is 30.4375 days, a year 365.25, a workday 7/5 of a day.
 * Throws `bad_input` for a text that is no duration.
 */
export function lengthOf(duration: Duration): number {
  const { amount, unit } = parsed(duration)
  return amount * LENGTHS[unit]
}

/**
 * The instant a duration after (or, with a minus, before) `at`, in epoch ms. Minutes and hours are absolute; days and longer
 * keep the time of day in the zone, a month's end clamps, and a time that the clock change leaves out moves forward.
 * Workdays keep the time of day; workhours run within office hours. Throws `bad_input` for a text that is no duration.
 */
export function addDuration(at: number, duration: Duration | `+${Duration}`, calendar: Calendar): number {
  const { amount, unit } = parsed(duration)
  if (unit === 'workday') return addWorkdays(at, amount, calendar)
  if (unit === 'workhour') return addWorkMs(at, amount * HOUR, calendar)
  if (unit === 'minute' || unit === 'hour') return at + amount * LENGTHS[unit]
  const local = DateTime.fromMillis(at, { zone: usableZone(calendar.zone) })
  return local.plus({ [`${unit}s`]: amount }).toMillis()
}
