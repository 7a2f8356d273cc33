import { DateTime } from 'luxon'
import { usableZone } from './usable-zone.ts'

/** The day of an instant (epoch ms) as people of a zone count it: `2026-05-18`. */
export const dayOf = (at: number, zone: string): string =>
  DateTime.fromMillis(at, { zone: usableZone(zone) }).toFormat('yyyy-MM-dd')
