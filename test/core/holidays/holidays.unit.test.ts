import { describe, expect, it } from 'vitest'
import { easter } from '../../../core/holidays/easter.ts'
import { dayKind } from '../../../core/holidays/holidays.ts'

const day = (text: string) => {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number)
  return { year, month, day: date }
}
const isHoliday = (country: string | null, one: ReturnType<typeof day>) => {
  const kind = dayKind(country, one)
  return kind !== null && 'off' in kind
}
const off = (country: string, ...days: string[]) => days.filter((text) => !isHoliday(country, day(text)))
const on = (country: string, ...days: string[]) => days.filter((text) => isHoliday(country, day(text)))
const iso = (at: number) => new Date(at).toISOString().slice(0, 10)

describe('Easter', () => {
  it('falls where the churches keep it', () => {
    expect([2024, 2025, 2026, 2027, 2038].map((year) => iso(easter('western', year)))).toEqual([
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2027-03-28',
      '2038-04-25',
    ])
    expect([2024, 2025, 2026, 2027].map((year) => iso(easter('orthodox', year)))).toEqual([
      '2024-05-05',
      '2025-04-20',
      '2026-04-12',
      '2027-05-02',
    ])
  })
})

describe('public holidays', () => {
  it('close Russia from 1 to 8 January, and move a weekend in spring to Monday', () => {
    expect(
      off(
        'RU',
        '2027-01-01',
        '2027-01-08',
        '2026-02-23',
        '2026-03-09',
        '2026-05-11',
        '2026-06-12',
        '2026-11-04',
      ),
    ).toEqual([])
    expect(on('RU', '2026-12-31', '2027-01-09', '2027-01-11', '2026-03-10')).toEqual([])
  })
  it('close Bulgaria over its Easter and make weekends good', () => {
    expect(
      off('BG', '2026-04-10', '2026-04-13', '2026-05-25', '2026-09-07', '2026-12-24', '2026-12-28'),
    ).toEqual([])
    expect(on('BG', '2026-04-14', '2026-12-29')).toEqual([])
  })
  it('close Germany by its Easter, without making good', () => {
    expect(off('DE', '2026-04-03', '2026-04-06', '2026-05-14', '2026-05-25', '2026-10-03')).toEqual([])
    expect(on('DE', '2026-10-05', '2026-12-28')).toEqual([])
  })
  it('close the United States by weekday, and on the nearest day for a weekend', () => {
    expect(
      off(
        'US',
        '2026-01-19',
        '2026-05-25',
        '2026-07-03',
        '2026-09-07',
        '2026-11-26',
        '2021-12-31',
        '2027-07-05',
      ),
    ).toEqual([])
    expect(on('US', '2026-11-27', '2026-07-06')).toEqual([])
  })
  it('close Britain, Australia and New Zealand, two Christmas days on one weekend made good one after the other', () => {
    expect(
      off('GB', '2027-12-27', '2027-12-28', '2026-08-31', '2022-12-26', '2022-12-27', '2026-05-04'),
    ).toEqual([])
    expect(off('AU', '2026-01-26', '2027-12-27', '2027-12-28')).toEqual([])
    expect(off('NZ', '2026-07-10', '2027-02-08', '2026-10-26', '2026-06-01', '2023-01-03')).toEqual([])
  })
  it('know no day of a country without data', () => {
    for (const country of ['XX', '__proto__', 'constructor', ''])
      expect(on(country, '2026-01-01')).toEqual([])
    expect(isHoliday(null, day('2026-01-01'))).toBe(false)
  })
  it('take the country in either case', () => {
    expect(isHoliday('ru', day('2027-01-02'))).toBe(true)
  })
})
