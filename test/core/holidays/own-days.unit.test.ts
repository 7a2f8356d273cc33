import { expect, it } from 'vitest'
import { dayKind } from '../../../core/holidays/holidays.ts'
import { holdsDay, readDays } from '../../../core/holidays/days.ts'
import type { Duration } from '../../../core/language/durations.ts'
import type { Holidays } from '../../../core/release/release.ts'
import { addDuration } from '../../../core/time/duration.ts'

// The transfers of 2026 as the government of Russia decreed them, and a rest of our own.
const holidays: Holidays = {
  RU: {
    off: {
      '2026-01-09': 'from 3 January',
      '12-30 to 01-09': 'the long New Year',
      '2026-12-31': 'from 4 January',
    },
    work: { '2026-06-13': 'a Saturday that is worked', '2026-11-04': 'a holiday that is worked' },
  },
}
const day = (text: string) => {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number)
  return { year, month, day: date }
}
const kind = (text: string, country = 'RU') => dayKind(country, day(text), holidays)

it('days of our own are off beside the public holidays, by the name that stands first', () => {
  expect(kind('2026-12-29')).toBeNull()
  expect(kind('2026-12-30')).toEqual({ off: 'the long New Year' })
  expect(kind('2026-01-09')).toEqual({ off: 'from 3 January' })
  expect(kind('2027-01-09')).toEqual({ off: 'the long New Year' })
  expect(kind('2026-05-01')).toEqual({ off: 'Spring and Labour Day' })
  expect(kind('2026-12-30', 'BY')).toBeNull()
})
it('a day that is worked is worked, weekend or holiday', () => {
  expect(kind('2026-06-13')).toEqual({ worked: 'a Saturday that is worked' })
  expect(kind('2026-11-04')).toEqual({ worked: 'a holiday that is worked' })
  expect(dayKind('RU', day('2026-11-04'))).toEqual({ off: 'Unity Day' })
})
it('workdays and workhours count by them', () => {
  const plus = (from: string, duration: Duration) => {
    const at = addDuration(Date.parse(from), duration, { zone: 'UTC', country: 'RU', holidays })
    return new Date(at).toISOString().slice(0, 16)
  }
  expect(plus('2026-12-28T12:00Z', '2 workdays')).toBe('2027-01-11T12:00')
  expect(plus('2026-06-12T12:00Z', '1 workday')).toBe('2026-06-13T12:00')
  expect(plus('2026-11-03T17:00Z', '2 workhours')).toBe('2026-11-04T10:00')
})
it('days are read as they are written, also over the turn of the year and in leap years', () => {
  const holds = (text: string, date: string) => {
    const days = readDays(text)
    return typeof days !== 'string' && holdsDay(days, date)
  }
  expect(holds('12-30 to 01-09', '2030-01-01')).toBe(true)
  expect(holds('12-30 to 01-09', '2030-01-10')).toBe(false)
  expect(holds('02-29', '2028-02-29')).toBe(true)
  expect(holds('2026-12-31 to 2027-01-02', '2027-01-01')).toBe(true)
  expect(holds('2026-12-31 to 2027-01-02', '2028-01-01')).toBe(false)
  for (const bad of [
    '2027-02-29',
    '13-01',
    '1-1',
    '01-01 - 01-02',
    '',
    '01-01 to 03-31',
    '2026-01-02 to 2026-01-01',
  ])
    expect(typeof readDays(bad), bad).toBe('string')
})
