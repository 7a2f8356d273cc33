import type { Holidays } from 'kindling'

// Days that the public holidays do not tell: what a government moves for a single year, and when nobody reads. A day with a
// year, or without one for every year; its text is what the story calls it.
export const holidays: Holidays = {
  RU: {
    off: { '12-30 to 01-09': 'New Year holidays' },
  },
}
