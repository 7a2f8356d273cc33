const DAY = 86_400_000

/** Western Easter Sunday of a year (Gregorian computus), as epoch ms at UTC midnight. */
function western(year: number): number {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const correction =
    (19 * golden + century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 15) % 30
  const moon =
    correction -
    Math.floor(correction / 28) * (1 - Math.floor(29 / (correction + 1)) * Math.floor((21 - golden) / 11))
  const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7
  return Date.UTC(year, 2, 28) + (moon - weekday) * DAY
}

/** Orthodox Easter Sunday (Meeus, Julian computus moved to the Gregorian calendar), valid 1900 to 2099. */
function orthodox(year: number): number {
  const moon = (19 * (year % 19) + 15) % 30
  const weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
  return Date.UTC(year, 2, 22) + (moon + weekday + 13) * DAY
}

/** Easter Sunday of a year by either church, as epoch ms at UTC midnight. */
export const easter = (church: 'western' | 'orthodox', year: number): number =>
  church === 'western' ? western(year) : orthodox(year)
