import { COUNTRIES, type HolidayRule, type Shift } from './countries.ts'
import { easter } from './easter.ts'

const DAY = 86_400_000

interface Day {
  at: number
  shift?: Shift
}

/** 1 = Monday … 7 = Sunday. The epoch began on a Thursday. */
const weekdayOf = (at: number): number => ((((at / DAY + 3) % 7) + 7) % 7) + 1

const weekend = (at: number): boolean => weekdayOf(at) > 5

function daysOf(rule: HolidayRule, year: number): Day[] {
  const { shift } = rule
  if ('dates' in rule)
    return rule.dates
      .filter((date) => date.startsWith(`${year}-`))
      .map((date) => ({ at: Date.parse(date), shift }))
  if ('easter' in rule) return [{ at: easter(rule.easter, year) + rule.plus * DAY, shift }]
  if ('nth' in rule) {
    const first = Date.UTC(year, rule.month - 1, 1)
    const last = Date.UTC(year, rule.month, 0)
    if (rule.nth === 'last') return [{ at: last - ((weekdayOf(last) - rule.weekday + 7) % 7) * DAY }]
    return [{ at: first + (((rule.weekday - weekdayOf(first) + 7) % 7) + (rule.nth - 1) * 7) * DAY }]
  }
  const length = (rule.through ?? rule.day) - rule.day + 1
  return Array.from({ length }, (_, n) => ({ at: Date.UTC(year, rule.month - 1, rule.day + n), shift }))
}

function madeGood(at: number, shift: Shift, taken: Set<number>): number {
  if (shift === 'nearest') return weekdayOf(at) === 6 ? at - DAY : at + DAY
  let next = at + DAY
  while (weekend(next) || taken.has(next)) next += DAY
  return next
}

function computed(country: string, year: number): Set<number> {
  const rules = COUNTRIES[country] ?? []
  // The neighbouring years too: the first of January on a Saturday is kept on the last of December in the US.
  const days = [year - 1, year, year + 1].flatMap((each) => rules.flatMap((rule) => daysOf(rule, each)))
  const all = new Set(days.map((day) => day.at))
  for (const { at, shift } of days.toSorted((a, b) => a.at - b.at)) {
    if (shift && weekend(at)) all.add(madeGood(at, shift, all))
  }
  return all
}

// A pure function remembered: the same country and year always give the same days.
const known = new Map<string, Set<number>>()

/** Whether a local day is a public holiday of the country (ISO code). Of a country without data, or none, no day is. */
export function isHoliday(
  country: string | null,
  day: { year: number; month: number; day: number },
): boolean {
  const code = country?.toUpperCase() ?? ''
  if (!Object.hasOwn(COUNTRIES, code)) return false
  const name = `${code} ${day.year}`
  const days = known.get(name) ?? computed(code, day.year)
  known.set(name, days)
  return days.has(Date.UTC(day.year, day.month - 1, day.day))
}
