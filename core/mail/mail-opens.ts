import { DateTime } from 'luxon'
import { dayKind } from '../holidays/holidays.ts'
import type { Hours, Quiet } from '../release/release.ts'
import { usableZone } from '../time/usable-zone.ts'
import { holidayBetween, openAt, type Opening, type Place, stretchOn } from '../time/window.ts'

/** When a marketing mail may leave: within the hours of its sequence, and never in quiet hours. */
export interface MailTimes {
  hours?: Hours | undefined
  quiet: readonly Quiet[]
  place: Place
}

/** When it may leave, and what closes until then. */
export interface MailOpens {
  /** The first instant from the one asked about on, in epoch ms. */
  at: number
  /** What holds it back at first; null: it may leave at once. */
  closed: 'outside hours' | 'quiet hours' | null
  /** The holiday that makes it longer. */
  holiday: string | null
}

// Closed stretches in a row; two rules that leave no gap between them end here.
const MOST_STRETCHES = 100

function quietOn(day: DateTime, quiet: Quiet, { country, holidays }: Place): Opening | null {
  const isIn = () => {
    if (quiet.days.includes(day.weekday)) return true
    const kind = quiet.holidays === true ? dayKind(country, day, holidays) : null
    return kind !== null && 'off' in kind
  }
  return isIn() ? stretchOn(day, quiet) : null
}

const holidayOn = (day: DateTime, { country, holidays }: Place): string | null => {
  const kind = dayKind(country, day, holidays)
  return kind && 'off' in kind ? kind.off : null
}

/** The end of the quiet stretch that holds this instant, and the holiday it is quiet for. */
function quietUntil({ quiet, place }: MailTimes, at: number): { end: number; holiday: string | null } | null {
  if (quiet.length === 0) return null
  const today = DateTime.fromMillis(at, { zone: usableZone(place.zone) }).startOf('day')
  // Yesterday's may reach over midnight.
  for (const day of [today.minus({ days: 1 }), today]) {
    for (const each of quiet) {
      const stretch = quietOn(day, each, place)
      if (!stretch || stretch.opens > at || stretch.closes <= at) continue
      return { end: stretch.closes, holiday: each.days.includes(day.weekday) ? null : holidayOn(day, place) }
    }
  }
  return null
}

/**
 * The first instant from `at` on at which a marketing mail may leave, and why not before. Rules that never leave a gap
 * (quiet all week) hold nothing back beyond where the search ends.
 */
export function mailOpens(times: MailTimes, at: number): MailOpens {
  const found: MailOpens = { at, closed: null, holiday: null }
  for (let n = 0; n < MOST_STRETCHES; n++) {
    const opens = openAt(times.hours, found.at, times.place)
    if (times.hours && opens > found.at) {
      found.closed ??= 'outside hours'
      found.holiday ??= holidayBetween(times.hours, found.at, opens, times.place)
      found.at = opens
    }
    const quiet = quietUntil(times, found.at)
    if (!quiet) return found
    found.closed ??= 'quiet hours'
    found.holiday ??= quiet.holiday
    found.at = quiet.end
  }
  return found
}

// A Thursday at the turn of the year in UTC: any week would do, since holidays are not asked.
const SOME_WEEK = 0

/** Whether quiet hours leave nothing of these hours (or, without them, of the week): mail would wait for ever. */
export function neverOpens(hours: Hours | undefined, quiet: readonly Quiet[]): boolean {
  const times: MailTimes = { hours, quiet, place: { zone: 'UTC', country: null } }
  return mailOpens(times, mailOpens(times, SOME_WEEK).at).closed !== null
}
