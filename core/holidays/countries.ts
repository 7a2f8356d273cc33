/** How a holiday on a weekend is made good: on the next working day, or on the nearest one. */
export type Shift = 'next' | 'nearest'

/** One public holiday as a rule, with the name that stories call it by. Months and weekdays count from 1 (1 = Monday). */
export type HolidayRule = { name: string; shift?: Shift } & (
  | { month: number; day: number; through?: number }
  | { easter: 'western' | 'orthodox'; plus: number }
  | { month: number; weekday: number; nth: 1 | 2 | 3 | 4 | 'last' }
  | { dates: string[] }
)

const fixed = (month: number, day: number, name: string, shift?: Shift): HolidayRule => ({
  name,
  month,
  day,
  shift,
})
const nth = (n: 1 | 2 | 3 | 4 | 'last', weekday: number, month: number, name: string): HolidayRule => ({
  name,
  month,
  weekday,
  nth: n,
})

// Days that hang on Easter Sunday, by how many days after it they are.
const BY_EASTER: Record<number, string> = {
  [-2]: 'Good Friday',
  [-1]: 'Holy Saturday',
  0: 'Easter',
  1: 'Easter Monday',
  9: 'Radunitsa',
  39: 'Ascension',
  49: 'Whit Sunday',
  50: 'Whit Monday',
  60: 'Corpus Christi',
}
const byEaster = (easter: 'western' | 'orthodox', plus: number[]): HolidayRule[] =>
  plus.map((days) => ({ name: BY_EASTER[days] ?? 'Easter', easter, plus: days }))
const western = (...plus: number[]): HolidayRule[] => byEaster('western', plus)
const orthodox = (...plus: number[]): HolidayRule[] => byEaster('orthodox', plus)
const [monday, thursday] = [1, 4]
const [NEW_YEAR, CHRISTMAS, BOXING, LABOUR] = ['New Year’s Day', 'Christmas', 'Boxing Day', 'Labour Day']

/**
 * Public holidays by ISO country: what holds every year and nationwide. Transfers that a government decrees for a single
 * year, and regional days, are not here: they are marketing's (`marketing/holidays.ts`). England's days stand for GB.
 */
export const COUNTRIES: Record<string, HolidayRule[]> = {
  // Labour code art. 112: a weekend moves to the next working day, but not in the New Year week.
  RU: [
    { name: 'New Year holidays', month: 1, day: 1, through: 8 },
    fixed(2, 23, 'Defender of the Fatherland Day', 'next'),
    fixed(3, 8, 'Women’s Day', 'next'),
    fixed(5, 1, 'Spring and Labour Day', 'next'),
    fixed(5, 9, 'Victory Day', 'next'),
    fixed(6, 12, 'Russia Day', 'next'),
    fixed(11, 4, 'Unity Day', 'next'),
  ],
  // Labour code art. 154: all but Easter move to the first working days after.
  BG: [
    fixed(1, 1, NEW_YEAR, 'next'),
    fixed(3, 3, 'Liberation Day', 'next'),
    ...orthodox(-2, -1, 0, 1),
    fixed(5, 1, LABOUR, 'next'),
    fixed(5, 6, 'St George’s Day', 'next'),
    fixed(5, 24, 'Day of Letters', 'next'),
    fixed(9, 6, 'Unification Day', 'next'),
    fixed(9, 22, 'Independence Day', 'next'),
    fixed(12, 24, 'Christmas Eve', 'next'),
    fixed(12, 25, CHRISTMAS, 'next'),
    fixed(12, 26, 'second day of Christmas', 'next'),
  ],
  BY: [
    fixed(1, 1, NEW_YEAR),
    fixed(1, 2, NEW_YEAR),
    fixed(1, 7, 'Orthodox Christmas'),
    fixed(3, 8, 'Women’s Day'),
    ...orthodox(9),
    fixed(5, 1, LABOUR),
    fixed(5, 9, 'Victory Day'),
    fixed(7, 3, 'Independence Day'),
    fixed(11, 7, 'October Revolution Day'),
    fixed(12, 25, CHRISTMAS),
  ],
  KZ: [
    fixed(1, 1, NEW_YEAR, 'next'),
    fixed(1, 2, NEW_YEAR, 'next'),
    fixed(1, 7, 'Orthodox Christmas'),
    fixed(3, 8, 'Women’s Day', 'next'),
    { name: 'Nauryz', month: 3, day: 21, through: 23, shift: 'next' },
    fixed(5, 1, 'Unity Day', 'next'),
    fixed(5, 7, 'Defender of the Fatherland Day', 'next'),
    fixed(5, 9, 'Victory Day', 'next'),
    fixed(7, 6, 'Capital Day', 'next'),
    fixed(8, 30, 'Constitution Day', 'next'),
    fixed(10, 25, 'Republic Day', 'next'),
    fixed(12, 16, 'Independence Day', 'next'),
  ],
  DE: [
    fixed(1, 1, NEW_YEAR),
    ...western(-2, 1, 39, 50),
    fixed(5, 1, LABOUR),
    fixed(10, 3, 'Unity Day'),
    fixed(12, 25, CHRISTMAS),
    fixed(12, 26, 'second day of Christmas'),
  ],
  AT: [
    fixed(1, 1, NEW_YEAR),
    fixed(1, 6, 'Epiphany'),
    ...western(1, 39, 50, 60),
    fixed(5, 1, LABOUR),
    fixed(8, 15, 'Assumption'),
    fixed(10, 26, 'National Day'),
    fixed(11, 1, 'All Saints’ Day'),
    fixed(12, 8, 'Immaculate Conception'),
    fixed(12, 25, CHRISTMAS),
    fixed(12, 26, 'St Stephen’s Day'),
  ],
  PL: [
    fixed(1, 1, NEW_YEAR),
    fixed(1, 6, 'Epiphany'),
    ...western(0, 1, 49, 60),
    fixed(5, 1, LABOUR),
    fixed(5, 3, 'Constitution Day'),
    fixed(8, 15, 'Assumption'),
    fixed(11, 1, 'All Saints’ Day'),
    fixed(11, 11, 'Independence Day'),
    fixed(12, 24, 'Christmas Eve'),
    fixed(12, 25, CHRISTMAS),
    fixed(12, 26, 'second day of Christmas'),
  ],
  FR: [
    fixed(1, 1, NEW_YEAR),
    ...western(1, 39, 50),
    fixed(5, 1, LABOUR),
    fixed(5, 8, 'Victory Day'),
    fixed(7, 14, 'National Day'),
    fixed(8, 15, 'Assumption'),
    fixed(11, 1, 'All Saints’ Day'),
    fixed(11, 11, 'Armistice Day'),
    fixed(12, 25, CHRISTMAS),
  ],
  US: [
    fixed(1, 1, NEW_YEAR, 'nearest'),
    nth(3, monday, 1, 'Martin Luther King Day'),
    nth(3, monday, 2, 'Presidents’ Day'),
    nth('last', monday, 5, 'Memorial Day'),
    fixed(6, 19, 'Juneteenth', 'nearest'),
    fixed(7, 4, 'Independence Day', 'nearest'),
    nth(1, monday, 9, LABOUR),
    nth(2, monday, 10, 'Columbus Day'),
    fixed(11, 11, 'Veterans Day', 'nearest'),
    nth(4, thursday, 11, 'Thanksgiving'),
    fixed(12, 25, CHRISTMAS, 'nearest'),
  ],
  GB: [
    fixed(1, 1, NEW_YEAR, 'next'),
    ...western(-2, 1),
    nth(1, monday, 5, 'Early May bank holiday'),
    nth('last', monday, 5, 'Spring bank holiday'),
    nth('last', monday, 8, 'Summer bank holiday'),
    fixed(12, 25, CHRISTMAS, 'next'),
    fixed(12, 26, BOXING, 'next'),
  ],
  AU: [
    fixed(1, 1, NEW_YEAR, 'next'),
    fixed(1, 26, 'Australia Day', 'next'),
    ...western(-2, 1),
    fixed(4, 25, 'Anzac Day'),
    fixed(12, 25, CHRISTMAS, 'next'),
    fixed(12, 26, BOXING, 'next'),
  ],
  NZ: [
    fixed(1, 1, NEW_YEAR, 'next'),
    fixed(1, 2, 'the day after New Year’s Day', 'next'),
    fixed(2, 6, 'Waitangi Day', 'next'),
    ...western(-2, 1),
    fixed(4, 25, 'Anzac Day', 'next'),
    nth(1, monday, 6, 'King’s Birthday'),
    // Matariki, as listed in the act of 2022.
    {
      name: 'Matariki',
      dates: [
        '2025-06-20',
        '2026-07-10',
        '2027-06-25',
        '2028-07-14',
        '2029-07-06',
        '2030-06-21',
        '2031-07-11',
        '2032-07-02',
        '2033-06-24',
        '2034-07-07',
        '2035-06-29',
      ],
    },
    nth(4, monday, 10, LABOUR),
    fixed(12, 25, CHRISTMAS, 'next'),
    fixed(12, 26, BOXING, 'next'),
  ],
}
