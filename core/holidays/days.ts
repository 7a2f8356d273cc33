/** Days as marketing writes them. `first` and `last` are `2026-12-31`, or `12-31` where they come every year. */
export interface WrittenDays {
  first: string
  last: string
  yearly: boolean
}

const FORM = /^(?<first>(?:\d{4}-)?\d{2}-\d{2})(?: to (?<last>(?:\d{4}-)?\d{2}-\d{2}))?$/
const DAY = 86_400_000
// More is a season, and most likely a slip of the year.
const LONGEST_DAYS = 62

// Of days that come every year, 29 February exists: it is asked of a leap year.
const instantOf = (day: string): number => Date.parse(`${day.length === 5 ? `2024-${day}` : day}T00:00:00Z`)

const exists = (day: string): boolean => {
  const at = instantOf(day)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10).endsWith(day)
}

/**
 * Reads `2026-12-31`, `12-31`, `2026-12-31 to 2027-01-10` or `12-30 to 01-09`. A string: what is wrong with it.
 */
export function readDays(text: string): WrittenDays | string {
  const { first, last = first } = FORM.exec(text)?.groups ?? {}
  if (first === undefined || last === undefined)
    return "must be a day such as '2026-12-31' or '12-31' (every year), or two: '12-30 to 01-09'"
  const none = [first, last].find((day) => !exists(day))
  if (none !== undefined) return `${none} is no day of the calendar`
  const yearly = first.length === 5
  if (yearly !== (last.length === 5)) return 'must have a year in both days, or in neither'
  const over = instantOf(last) - instantOf(first)
  // Every year: from the end of one into the next.
  const length = (over < 0 && yearly ? over + 366 * DAY : over) / DAY + 1
  if (length < 1) return 'must not end before it begins'
  if (length > LONGEST_DAYS) return `must not be longer than ${LONGEST_DAYS} days`
  return { first, last, yearly }
}

/** Whether a day (`2026-12-31`) is one of them. */
export function holdsDay({ first, last, yearly }: WrittenDays, date: string): boolean {
  const day = yearly ? date.slice(5) : date
  return first <= last ? first <= day && day <= last : day >= first || day <= last
}
