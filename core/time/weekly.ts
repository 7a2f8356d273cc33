import { DateTime } from 'luxon'
import { AppError } from '../errors.ts'
import type { Weekly } from '../language/durations.ts'
import { usableZone } from './usable-zone.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const FORM = /^(mon|tue|wed|thu|fri|sat|sun) (\d{1,2}):(\d{2})$/

/** Reads `'tue 10:00'`; null for anything else. `weekday`: 1 = Monday … 7 = Sunday. */
export function parseWeekly(text: string): { weekday: number; hour: number; minute: number } | null {
  const [, day, hours, minutes] = FORM.exec(text) ?? []
  const [hour, minute] = [Number(hours), Number(minutes)]
  return day && hour < 24 && minute < 60 ? { weekday: DAYS.indexOf(day) + 1, hour, minute } : null
}

/**
 * The next such time of the week strictly after `after`, in the zone, in epoch ms: a journey that wakes on Tuesday at 10:00
 * and waits for Tuesday 10:00 again sleeps a week. A time that the clock change leaves out moves forward.
 * Throws `bad_input` for a text that is no weekday and time.
 */
export function nextWeekly(weekly: Weekly, after: number, zone: string): number {
  const wanted = parseWeekly(weekly)
  if (!wanted) throw new AppError('bad_input', weekly.slice(0, 40))
  const { weekday, hour, minute } = wanted
  const start = DateTime.fromMillis(after, { zone: usableZone(zone) }).startOf('day')
  const day = start.plus({ days: (weekday - start.weekday + 7) % 7 })
  const at = (local: DateTime) => local.set({ hour, minute, second: 0, millisecond: 0 }).toMillis()
  return at(day) > after ? at(day) : at(day.plus({ days: 7 }))
}
