import type { CountryDays, Holidays } from '../release/release.ts'
import { COUNTRIES, type HolidayRule, type Shift } from './countries.ts'
import { holdsDay, readDays, type WrittenDays } from './days.ts'
import { easter } from './easter.ts'

const DAY = 86_400_000

/** A local day, as a calendar names it. */
export interface LocalDay {
  year: number
  month: number
  day: number
}

interface Day {
  at: number
  name: string
  shift?: Shift
}

/** 1 = Monday … 7 = Sunday. The epoch began on a Thursday. */
const weekdayOf = (at: number): number => ((((at / DAY + 3) % 7) + 7) % 7) + 1

const weekend = (at: number): boolean => weekdayOf(at) > 5

function instantsOf(rule: HolidayRule, year: number): number[] {
  if ('dates' in rule) return rule.dates.filter((date) => date.startsWith(`${year}-`)).map(Date.parse)
  if ('easter' in rule) return [easter(rule.easter, year) + rule.plus * DAY]
  if ('nth' in rule) {
    const first = Date.UTC(year, rule.month - 1, 1)
    const last = Date.UTC(year, rule.month, 0)
    if (rule.nth === 'last') return [last - ((weekdayOf(last) - rule.weekday + 7) % 7) * DAY]
    return [first + (((rule.weekday - weekdayOf(first) + 7) % 7) + (rule.nth - 1) * 7) * DAY]
  }
  const length = (rule.through ?? rule.day) - rule.day + 1
  return Array.from({ length }, (_, n) => Date.UTC(year, rule.month - 1, rule.day + n))
}

const daysOf = (rule: HolidayRule, year: number): Day[] =>
  instantsOf(rule, year).map((at) => ({ at, name: rule.name, ...(rule.shift && { shift: rule.shift }) }))

function madeGood(at: number, shift: Shift, taken: Map<number, string>): number {
  if (shift === 'nearest') return weekdayOf(at) === 6 ? at - DAY : at + DAY
  let next = at + DAY
  while (weekend(next) || taken.has(next)) next += DAY
  return next
}

function computed(country: string, year: number): Map<number, string> {
  const rules = COUNTRIES[country] ?? []
  // The neighbouring years too: the first of January on a Saturday is kept on the last of December in the US.
  const days = [year - 1, year, year + 1].flatMap((each) => rules.flatMap((rule) => daysOf(rule, each)))
  const all = new Map(days.map((day) => [day.at, day.name]))
  for (const { at, name, shift } of days.toSorted((a, b) => a.at - b.at)) {
    if (shift && weekend(at)) all.set(madeGood(at, shift, all), name)
  }
  return all
}

// A pure function remembered: the same country and year always give the same days.
const known = new Map<string, Map<number, string>>()

const codeOf = (country: string | null): string => country?.trim().toUpperCase() ?? ''

function publicHoliday(code: string, { year, month, day }: LocalDay): string | null {
  if (!Object.hasOwn(COUNTRIES, code)) return null
  const key = `${code} ${year}`
  const days = known.get(key) ?? computed(code, year)
  known.set(key, days)
  return days.get(Date.UTC(year, month - 1, day)) ?? null
}

const two = (n: number): string => String(n).padStart(2, '0')

// Hours are asked day by day, and the texts stay what they are.
const asRead = new WeakMap<object, { days: WrittenDays; name: string }[]>()

function read(texts: Record<string, string>): { days: WrittenDays; name: string }[] {
  const before = asRead.get(texts)
  if (before) return before
  const found = Object.entries(texts).flatMap(([text, name]) => {
    const days = readDays(text)
    return typeof days === 'string' ? [] : [{ days, name }]
  })
  asRead.set(texts, found)
  return found
}

function written(texts: Record<string, string> | undefined, { year, month, day }: LocalDay): string | null {
  if (!texts) return null
  const date = `${year}-${two(month)}-${two(day)}`
  return read(texts).find(({ days }) => holdsDay(days, date))?.name ?? null
}

const ownOf = (code: string, own: Holidays | undefined): CountryDays | undefined =>
  own && Object.hasOwn(own, code) ? own[code] : undefined

/**
 * What a local day is in the country (ISO code): off, with the holiday's name, `worked` though it is a weekend or a
 * holiday, or neither (null). Marketing's own days (`own`) win over the public holidays, and of its days the worked ones.
 */
export function dayKind(
  country: string | null,
  day: LocalDay,
  own?: Holidays,
): { off: string } | { worked: string } | null {
  const code = codeOf(country)
  const days = ownOf(code, own)
  const worked = written(days?.work, day)
  if (worked !== null) return { worked }
  const off = written(days?.off, day) ?? publicHoliday(code, day)
  return off === null ? null : { off }
}
