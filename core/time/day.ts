import { DateTime } from 'luxon'
import { usableZone } from './usable-zone.ts'

/** The day of an instant (epoch ms) as people of a zone count it: `2026-05-18`. */
export const dayOf = (at: number, zone: string): string =>
  DateTime.fromMillis(at, { zone: usableZone(zone) }).toFormat('yyyy-MM-dd')

/** The day so many days before another: `daysBefore('2026-03-01', 1)` is `2026-02-28`; below 0: after it. */
export const daysBefore = (day: string, days: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).minus({ days }).toFormat('yyyy-MM-dd')
