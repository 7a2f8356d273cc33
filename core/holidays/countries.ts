/** How a holiday on a weekend is made good: on the next working day, or on the nearest one. */
export type Shift = 'next' | 'nearest'

/** One public holiday as a rule. Months and weekdays count from 1 (1 = Monday). */
export type HolidayRule =
  | { month: number; day: number; through?: number; shift?: Shift }
  | { easter: 'western' | 'orthodox'; plus: number; shift?: Shift }
  | { month: number; weekday: number; nth: 1 | 2 | 3 | 4 | 'last'; shift?: Shift }
  | { dates: string[]; shift?: Shift }

const fixed = (month: number, day: number, shift?: Shift): HolidayRule => ({ month, day, shift })
const nth = (n: 1 | 2 | 3 | 4 | 'last', weekday: number, month: number): HolidayRule => ({
  month,
  weekday,
  nth: n,
})
const western = (...plus: number[]): HolidayRule[] => plus.map((days) => ({ easter: 'western', plus: days }))
const orthodox = (...plus: number[]): HolidayRule[] =>
  plus.map((days) => ({ easter: 'orthodox', plus: days }))
const [monday, thursday] = [1, 4]

/**
 * Public holidays by ISO country: what holds every year and nationwide. Transfers that a government decrees for a single
 * year, and regional days, are not here. England's days stand for GB.
 */
export const COUNTRIES: Record<string, HolidayRule[]> = {
  // Labour code art. 112: a weekend moves to the next working day, but not in the New Year week.
  RU: [
    { month: 1, day: 1, through: 8 },
    fixed(2, 23, 'next'),
    fixed(3, 8, 'next'),
    fixed(5, 1, 'next'),
    fixed(5, 9, 'next'),
    fixed(6, 12, 'next'),
    fixed(11, 4, 'next'),
  ],
  // Labour code art. 154: all but Easter move to the first working days after.
  BG: [
    fixed(1, 1, 'next'),
    fixed(3, 3, 'next'),
    ...orthodox(-2, -1, 0, 1),
    fixed(5, 1, 'next'),
    fixed(5, 6, 'next'),
    fixed(5, 24, 'next'),
    fixed(9, 6, 'next'),
    fixed(9, 22, 'next'),
    fixed(12, 24, 'next'),
    fixed(12, 25, 'next'),
    fixed(12, 26, 'next'),
  ],
  BY: [
    fixed(1, 1),
    fixed(1, 2),
    fixed(1, 7),
    fixed(3, 8),
    ...orthodox(9),
    fixed(5, 1),
    fixed(5, 9),
    fixed(7, 3),
    fixed(11, 7),
    fixed(12, 25),
  ],
  KZ: [
    fixed(1, 1, 'next'),
    fixed(1, 2, 'next'),
    fixed(1, 7),
    fixed(3, 8, 'next'),
    { month: 3, day: 21, through: 23, shift: 'next' },
    fixed(5, 1, 'next'),
    fixed(5, 7, 'next'),
    fixed(5, 9, 'next'),
    fixed(7, 6, 'next'),
    fixed(8, 30, 'next'),
    fixed(10, 25, 'next'),
    fixed(12, 16, 'next'),
  ],
  DE: [fixed(1, 1), ...western(-2, 1, 39, 50), fixed(5, 1), fixed(10, 3), fixed(12, 25), fixed(12, 26)],
  AT: [
    fixed(1, 1),
    fixed(1, 6),
    ...western(1, 39, 50, 60),
    fixed(5, 1),
    fixed(8, 15),
    fixed(10, 26),
    fixed(11, 1),
    fixed(12, 8),
    fixed(12, 25),
    fixed(12, 26),
  ],
  PL: [
    fixed(1, 1),
    fixed(1, 6),
    ...western(0, 1, 49, 60),
    fixed(5, 1),
    fixed(5, 3),
    fixed(8, 15),
    fixed(11, 1),
    fixed(11, 11),
    fixed(12, 24),
    fixed(12, 25),
    fixed(12, 26),
  ],
  FR: [
    fixed(1, 1),
    ...western(1, 39, 50),
    fixed(5, 1),
    fixed(5, 8),
    fixed(7, 14),
    fixed(8, 15),
    fixed(11, 1),
    fixed(11, 11),
    fixed(12, 25),
  ],
  US: [
    fixed(1, 1, 'nearest'),
    nth(3, monday, 1),
    nth(3, monday, 2),
    nth('last', monday, 5),
    fixed(6, 19, 'nearest'),
    fixed(7, 4, 'nearest'),
    nth(1, monday, 9),
    nth(2, monday, 10),
    fixed(11, 11, 'nearest'),
    nth(4, thursday, 11),
    fixed(12, 25, 'nearest'),
  ],
  GB: [
    fixed(1, 1, 'next'),
    ...western(-2, 1),
    nth(1, monday, 5),
    nth('last', monday, 5),
    nth('last', monday, 8),
    fixed(12, 25, 'next'),
    fixed(12, 26, 'next'),
  ],
  AU: [
    fixed(1, 1, 'next'),
    fixed(1, 26, 'next'),
    ...western(-2, 1),
    fixed(4, 25),
    fixed(12, 25, 'next'),
    fixed(12, 26, 'next'),
  ],
  NZ: [
    fixed(1, 1, 'next'),
    fixed(1, 2, 'next'),
    fixed(2, 6, 'next'),
    ...western(-2, 1),
    fixed(4, 25, 'next'),
    nth(1, monday, 6),
    // Matariki, as listed in the act of 2022.
    {
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
    nth(4, monday, 10),
    fixed(12, 25, 'next'),
    fixed(12, 26, 'next'),
  ],
}
