import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { mailOpens, type MailTimes } from '../../../core/mail/mail-opens.ts'
import type { Holidays, Hours, Quiet } from '../../../core/release/release.ts'

const work: Hours = { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }
const nights: Quiet = { from: '21:00', to: '08:00', days: [1, 2, 3, 4, 5, 6, 7] }

/** When a mail that is ready at this local time may leave, in local time with its offset, and why not at once. */
function opens(
  local: string,
  zone: string,
  times: Partial<MailTimes> & { country?: string; own?: Holidays },
) {
  const { country = null, own, hours, quiet = [] } = times
  const place = { zone, country, ...(own && { holidays: own }) }
  const at = DateTime.fromISO(local, { zone }).toMillis()
  const found = mailOpens({ hours, quiet, place }, at)
  const said = DateTime.fromMillis(found.at, { zone }).toISO({
    suppressMilliseconds: true,
    suppressSeconds: true,
  })
  return [said, found.closed, found.holiday].filter((each) => each !== null).join(' ')
}

describe('hours over a clock change', () => {
  it('open at nine in New York, an hour earlier by the world’s clock from March to November', () => {
    expect(opens('2026-03-06T18:30', 'America/New_York', { hours: work })).toBe(
      '2026-03-09T09:00-04:00 outside hours',
    )
    expect(opens('2026-10-30T18:30', 'America/New_York', { hours: work })).toBe(
      '2026-11-02T09:00-05:00 outside hours',
    )
  })
  it('open at nine in Auckland, where April is autumn and Easter closes', () => {
    expect(opens('2026-04-02T18:30', 'Pacific/Auckland', { hours: work, country: 'NZ' })).toBe(
      '2026-04-07T09:00+12:00 outside hours Good Friday',
    )
    expect(opens('2026-09-25T19:00', 'Pacific/Auckland', { hours: work, country: 'NZ' })).toBe(
      '2026-09-28T09:00+13:00 outside hours',
    )
  })
  it('open at nine in Kaliningrad, which does not change its clock when its neighbours do', () => {
    expect(opens('2026-03-27T18:30', 'Europe/Kaliningrad', { hours: work, country: 'RU' })).toBe(
      '2026-03-30T09:00+02:00 outside hours',
    )
    expect(opens('2026-10-23T18:30', 'Europe/Kaliningrad', { hours: work, country: 'RU' })).toBe(
      '2026-10-26T09:00+02:00 outside hours',
    )
  })
  it('are quiet until eight on the night that is an hour shorter or longer', () => {
    expect(opens('2026-03-07T23:00', 'America/New_York', { quiet: [nights] })).toBe(
      '2026-03-08T08:00-04:00 quiet hours',
    )
    expect(opens('2026-11-01T01:30', 'America/New_York', { quiet: [nights] })).toBe(
      '2026-11-01T08:00-05:00 quiet hours',
    )
  })
  it('open an hour later on the day that has no such time', () => {
    const early: Hours = { from: '02:30', to: '06:00', days: [7] }
    expect(opens('2026-03-07T12:00', 'America/New_York', { hours: early })).toBe(
      '2026-03-08T03:30-04:00 outside hours',
    )
  })
})

describe('holidays', () => {
  const own: Holidays = {
    RU: {
      off: { '12-30 to 01-09': 'the long New Year', '2026-11-03': 'for 1 November' },
      work: { '2026-11-01': 'for 3 November' },
    },
  }
  const russia = (local: string, more: Partial<MailTimes> & { own?: Holidays } = {}) =>
    opens(local, 'Europe/Moscow', { hours: work, country: 'RU', ...more })

  it('close Russia by law from 1 to 8 January, and by our own word from 30 December to 9 January', () => {
    expect(russia('2026-12-30T10:00')).toBe('2026-12-30T10:00+03:00')
    expect(russia('2026-12-31T18:30')).toBe('2027-01-11T09:00+03:00 outside hours New Year holidays')
    expect(russia('2026-12-30T10:00', { own })).toBe('2027-01-11T09:00+03:00 outside hours the long New Year')
    expect(russia('2026-12-29T17:59', { own })).toBe('2026-12-29T17:59+03:00')
    expect(russia('2025-01-09T12:00', { own })).toBe('2025-01-10T09:00+03:00 outside hours the long New Year')
  })
  it('make a Sunday a workday, and a Tuesday none', () => {
    expect(russia('2026-10-31T12:00', { own })).toBe('2026-11-01T09:00+03:00 outside hours')
    expect(russia('2026-11-02T18:00', { own })).toBe('2026-11-05T09:00+03:00 outside hours for 1 November')
    const tuesdays: Hours = { ...work, days: [2] }
    expect(russia('2026-10-31T12:00', { own, hours: tuesdays })).toBe(
      '2026-11-10T09:00+03:00 outside hours for 1 November',
    )
  })
  it('leave hours with a weekend day open, if they do not say otherwise', () => {
    const six: Hours = { from: '08:00', to: '20:00', days: [1, 2, 3, 4, 5, 6] }
    expect(russia('2026-12-31T21:00', { own, hours: six })).toBe('2027-01-01T08:00+03:00 outside hours')
    expect(russia('2026-12-31T21:00', { own, hours: { ...six, holidays: false } })).toBe(
      '2027-01-11T08:00+03:00 outside hours the long New Year',
    )
    expect(russia('2027-01-04T12:00', { hours: { ...work, holidays: true } })).toBe('2027-01-04T12:00+03:00')
  })
  it('are quiet where quiet hours take them in, whatever the sequence', () => {
    const rest: Quiet = { from: '00:00', to: '24:00', days: [7], holidays: true }
    expect(russia('2027-01-01T12:00', { own, hours: undefined, quiet: [rest] })).toBe(
      '2027-01-11T00:00+03:00 quiet hours the long New Year',
    )
    expect(russia('2026-11-15T12:00', { own, hours: undefined, quiet: [rest] })).toBe(
      '2026-11-16T00:00+03:00 quiet hours',
    )
  })
})

describe('every instant that is found', () => {
  const hours = fc.option(
    fc.record({
      from: fc.constantFrom('00:00', '09:00', '02:30', '22:00'),
      to: fc.constantFrom('24:00', '18:00', '03:15', '12:00'),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      holidays: fc.boolean(),
    }),
    { nil: undefined },
  )
  const quiet = fc.array(
    fc.record({
      from: fc.constantFrom('21:00', '13:00', '00:00'),
      to: fc.constantFrom('08:00', '14:00', '01:30'),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
      holidays: fc.boolean(),
    }),
    { maxLength: 2 },
  )
  const zone = fc.constantFrom('UTC', 'America/New_York', 'Pacific/Auckland', 'Europe/Kaliningrad')
  const start = Date.UTC(2026, 0, 1)
  const instant = fc.integer({ min: 0, max: 500 * 24 * 12 }).map((n) => start + n * 300_000)

  it('is open and not quiet, and nothing before it is', () => {
    fc.assert(
      fc.property(instant, hours, quiet, zone, (at, each, rest, name) => {
        const times: MailTimes = { hours: each, quiet: rest, place: { zone: name, country: 'RU' } }
        const found = mailOpens(times, at)
        // Two rules without a gap between them never open: the search ends, and says so by being late.
        if (found.at - at > 20 * 24 * 3_600_000) return
        expect(mailOpens(times, found.at)).toEqual({ at: found.at, closed: null, holiday: null })
        expect(found.closed === null).toBe(found.at === at)
        for (let before = at; before < found.at; before += 45 * 60_000)
          expect(mailOpens(times, before).at).toBe(found.at)
      }),
      { numRuns: 60 },
    )
  })
})
