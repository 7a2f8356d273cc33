/** Units of time in the language. `workday` and `workhour` follow the holidays of the one who works. */
export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year' | 'workhour' | 'workday'

/** A length of time as written by a marketer: `'3 days'`, `'2 workhours'`. */
export type Duration = `${number} ${Unit}` | `${number} ${Unit}s`

/** A length of time before or after a date: `'-3 days'`, `'+5 workdays'`. */
export type Offset = `${'-' | '+'}${number} ${Unit}` | `${'-' | '+'}${number} ${Unit}s`

/** A weekday and a time of day in the zone of the lead: `'tue 10:00'`. */
export type Weekly = `${'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'} ${number}:${number}`

/** A value that JSON can carry as a leaf. */
export type Json = string | number | boolean | null
