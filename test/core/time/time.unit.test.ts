import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../core/errors.ts'
import type { Duration, Weekly } from '../../../core/language/durations.ts'
import type { Hours } from '../../../core/release/release.ts'
import { addDuration, lengthOf, parseDuration } from '../../../core/time/duration.ts'
import { isZone } from '../../../core/time/usable-zone.ts'
import { nextWeekly, parseWeekly } from '../../../core/time/weekly.ts'
import { openAt } from '../../../core/time/window.ts'

const ms = (text: string, zone = 'UTC') => DateTime.fromISO(text, { zone }).toMillis()
const say = (at: number, zone = 'UTC') =>
  DateTime.fromMillis(at, { zone }).toISO({
    suppressMilliseconds: true,
    suppressSeconds: true,
    includeOffset: false,
  })
const plus = (from: string, duration: string, zone = 'UTC', country: string | null = null, hours?: Hours) =>
  say(addDuration(ms(from, zone), duration as Duration, { zone, country, ...(hours && { hours }) }), zone)

const zones = fc.constantFrom(
  'UTC',
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
)
const instants = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) })

describe('durations', () => {
  it('are read with either sign and in the plural', () => {
    expect(parseDuration('3 days')).toEqual({ amount: 3, unit: 'day' })
    expect(parseDuration('-1 month')).toEqual({ amount: -1, unit: 'month' })
    expect(parseDuration('+5 workdays')).toEqual({ amount: 5, unit: 'workday' })
    expect(parseDuration('1.5 hours')).toEqual({ amount: 1.5, unit: 'hour' })
    for (const bad of [
      '',
      '3',
      '3  days',
      '3 fortnights',
      'days 3',
      '1e9 days',
      '9999999 days',
      '3 days ',
      '--3 days',
      'NaN days',
    ])
      expect(parseDuration(bad)).toBeNull()
  })
  it('are refused by name where one is needed', () => {
    expect(() => addDuration(0, 'soon' as Duration, { zone: 'UTC', country: null })).toThrow(AppError)
    expect(() => lengthOf('soon' as Duration)).toThrow(AppError)
  })
  it('have a length without a calendar', () => {
    expect(lengthOf('2 weeks')).toBe(14 * 86_400_000)
    expect(lengthOf('45 workhours')).toBeCloseTo(lengthOf('5 workdays'))
    expect(lengthOf('12 months')).toBe(lengthOf('1 year'))
  })
  it('keep the time of day over a clock change; hours do not', () => {
    expect(plus('2026-03-28T10:00', '1 day', 'Europe/Berlin')).toBe('2026-03-29T10:00')
    expect(plus('2026-03-28T10:00', '24 hours', 'Europe/Berlin')).toBe('2026-03-29T11:00')
    expect(plus('2026-10-24T10:00', '1 day', 'Europe/Berlin')).toBe('2026-10-25T10:00')
  })
  it('move a time that the clock change leaves out forward', () => {
    expect(plus('2026-03-28T02:30', '1 day', 'Europe/Berlin')).toBe('2026-03-29T03:30')
    expect(plus('2026-03-07T02:30', '1 day', 'America/New_York')).toBe('2026-03-08T03:30')
  })
  it('clamp at the end of a month, from the first day without drift', () => {
    expect(plus('2026-01-31T10:00', '1 month')).toBe('2026-02-28T10:00')
    expect(plus('2026-01-31T10:00', '2 months')).toBe('2026-03-31T10:00')
    expect(plus('2028-02-29T10:00', '1 year')).toBe('2029-02-28T10:00')
    expect(plus('2026-03-31T10:00', '-1 month')).toBe('2026-02-28T10:00')
  })
  it('fall back to UTC for a zone that nobody knows', () => {
    for (const zone of ['Mars/Olympus', '', 'UTC+99', '__proto__', 'x'.repeat(1_000)])
      expect(addDuration(ms('2026-12-01T10:00'), '1 day', { zone, country: null })).toBe(
        ms('2026-12-02T10:00'),
      )
  })
  it('of days undo themselves, and later is later', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 1, max: 400 }),
        zones,
        fc.constantFrom('minutes', 'hours', 'days', 'weeks', 'months', 'workdays', 'workhours'),
        (at, n, zone, unit) => {
          const calendar = { zone, country: 'RU' }
          const later = addDuration(at, `${n} ${unit}` as Duration, calendar)
          expect(later).toBeGreaterThan(at)
          expect(addDuration(at, `${n + 1} ${unit}` as Duration, calendar)).toBeGreaterThan(
            later - 3_600_000 * 25,
          )
          expect(addDuration(at, `-${n} ${unit}` as Duration, calendar)).toBeLessThan(at)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('working time', () => {
  it('skips the weekend: two workhours from Friday 17:30 end on Monday 10:30', () => {
    expect(plus('2026-12-18T17:30', '2 workhours')).toBe('2026-12-21T10:30')
    expect(plus('2026-12-18T20:00', '2 workhours')).toBe('2026-12-21T11:00')
    expect(plus('2026-12-18T07:00', '2 workhours')).toBe('2026-12-18T11:00')
  })
  it('ends at closing time, not at the next opening', () => {
    expect(plus('2026-12-17T09:00', '9 workhours')).toBe('2026-12-17T18:00')
    expect(plus('2026-12-21T11:00', '-2 workhours')).toBe('2026-12-21T09:00')
    expect(plus('2026-12-21T10:00', '-2 workhours')).toBe('2026-12-18T17:00')
  })
  it('rests on the holidays of the country, whoever the neighbour is', () => {
    expect(plus('2026-12-31T17:00', '2 workhours', 'Europe/Moscow', 'RU')).toBe('2027-01-11T10:00')
    expect(plus('2026-12-31T17:00', '2 workhours', 'Europe/Berlin', 'DE')).toBe('2027-01-04T10:00')
  })
  it('counts workdays as the marketer does', () => {
    expect(plus('2026-12-18T12:00', '1 workday')).toBe('2026-12-21T12:00')
    expect(plus('2026-12-17T12:00', '5 workdays')).toBe('2026-12-24T12:00')
    expect(plus('2026-12-19T12:00', '1 workday')).toBe('2026-12-21T12:00')
    expect(plus('2027-03-01T12:00', '-5 workdays')).toBe('2027-02-22T12:00')
    expect(plus('2026-12-30T12:00', '2 workdays', 'Europe/Moscow', 'RU')).toBe('2027-01-11T12:00')
    expect(plus('2026-12-18T10:00', '1.5 workdays')).toBe('2026-12-21T14:30')
    expect(plus('2026-12-19T12:00', '0 workdays')).toBe('2026-12-19T12:00')
  })
  it('follows other hours where they are given, over midnight too', () => {
    const late: Hours = { from: '22:00', to: '02:00', days: [1, 2, 3, 4, 5, 6, 7] }
    expect(plus('2026-12-17T23:00', '2 workhours', 'UTC', null, late)).toBe('2026-12-18T01:00')
    expect(plus('2026-12-17T23:00', '4 workhours', 'UTC', null, late)).toBe('2026-12-18T23:00')
    expect(plus('2026-12-18T01:00', '-4 workhours', 'UTC', null, late)).toBe('2026-12-17T01:00')
  })
  it('never runs away with hours that never open', () => {
    const never: Hours = { from: '09:00', to: '18:00', days: [] }
    expect(plus('2026-12-17T12:00', '3 workhours', 'UTC', null, never)).toBe('2026-12-17T12:00')
  })
  it('back and forth meet, within open hours', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 100 }), zones, (at, n, zone) => {
        const calendar = { zone, country: 'BG' }
        const start = openAt({ from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }, at, calendar)
        const end = addDuration(start, `${n} workhours`, calendar)
        const back = addDuration(end, `-${n} workhours` as Duration, calendar)
        expect(addDuration(back, `${n} workhours`, calendar)).toBe(end)
        expect(back).toBeLessThanOrEqual(start)
      }),
      { numRuns: 60 },
    )
  })
})

describe('opening hours', () => {
  const work: Hours = { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }
  const at = (text: string, hours: Hours | undefined, zone = 'UTC', country: string | null = null) =>
    say(openAt(hours, ms(text, zone), { zone, country }), zone)

  it('let through at once without hours and inside them', () => {
    expect(at('2026-12-19T03:00', undefined)).toBe('2026-12-19T03:00')
    expect(at('2026-12-18T09:00', work)).toBe('2026-12-18T09:00')
    expect(at('2026-12-18T17:59', work)).toBe('2026-12-18T17:59')
  })
  it('are closed from the closing minute on', () => {
    expect(at('2026-12-18T18:00', work)).toBe('2026-12-21T09:00')
  })
  it('keep holidays when they keep to weekdays', () => {
    expect(at('2026-12-31T18:30', work, 'Europe/Moscow', 'RU')).toBe('2027-01-11T09:00')
    expect(
      at('2026-12-31T20:30', { from: '08:00', to: '20:00', days: [1, 2, 3, 4, 5, 6] }, 'Europe/Moscow', 'RU'),
    ).toBe('2027-01-01T08:00')
  })
  it('reach to midnight and beyond', () => {
    expect(at('2026-12-18T23:59', { from: '00:00', to: '24:00', days: [5] })).toBe('2026-12-18T23:59')
    expect(at('2026-12-19T01:00', { from: '22:00', to: '02:00', days: [5] })).toBe('2026-12-19T01:00')
    expect(at('2026-12-19T02:00', { from: '22:00', to: '02:00', days: [5] })).toBe('2026-12-25T22:00')
  })
  it('answer with an open instant that is not before the question', () => {
    const hours = fc.record({
      from: fc.constantFrom('00:00', '09:00', '02:30', '22:00'),
      to: fc.constantFrom('24:00', '18:00', '03:15', '12:00'),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    })
    fc.assert(
      fc.property(instants, hours, zones, (now, each, zone) => {
        const open = openAt(each, now, { zone, country: 'RU' })
        expect(open).toBeGreaterThanOrEqual(now)
        expect(openAt(each, open, { zone, country: 'RU' })).toBe(open)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a weekday and a time', () => {
  it('is the next one in the zone, strictly later', () => {
    expect(say(nextWeekly('tue 10:00', ms('2026-12-19T00:00'), 'UTC'))).toBe('2026-12-22T10:00')
    expect(say(nextWeekly('tue 10:00', ms('2026-12-22T09:59:59'), 'UTC'))).toBe('2026-12-22T10:00')
    expect(say(nextWeekly('tue 10:00', ms('2026-12-22T10:00'), 'UTC'))).toBe('2026-12-29T10:00')
    expect(say(nextWeekly('tue 10:00', ms('2026-12-21T22:30'), 'Asia/Vladivostok'))).toBe('2026-12-22T00:00')
  })
  it('moves forward where the clock change leaves it out', () => {
    expect(
      say(nextWeekly('sun 02:30', ms('2026-03-28T12:00', 'Europe/Berlin'), 'Europe/Berlin'), 'Europe/Berlin'),
    ).toBe('2026-03-29T03:30')
  })
  it('is refused when it is none', () => {
    for (const bad of ['tues 10:00', 'tue 24:00', 'tue 10:60', 'tue 10', ''])
      expect(parseWeekly(bad)).toBeNull()
    expect(() => nextWeekly('tues 10:00' as Weekly, 0, 'UTC')).toThrow(AppError)
  })
  it('comes within eight days, at that local time', () => {
    fc.assert(
      fc.property(instants, zones, (now, zone) => {
        const at = nextWeekly('wed 15:45', now, zone)
        const local = DateTime.fromMillis(at, { zone })
        expect(at).toBeGreaterThan(now)
        expect(at - now).toBeLessThanOrEqual(8 * 86_400_000)
        expect([local.weekday, local.hour, local.minute]).toEqual([3, 15, 45])
      }),
    )
  })
})

describe('zones', () => {
  it('are IANA names that the runtime knows', () => {
    expect(['Europe/Moscow', 'UTC', 'Asia/Kolkata'].every(isZone)).toBe(true)
    expect(['UTC+3', 'Europe/Atlantis', '', 'Europe/Moscow\n'].some(isZone)).toBe(false)
  })
})
