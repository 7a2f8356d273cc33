/** Where and what a dealer sells. An empty list takes all; postcodes are prefixes. */
export interface Sells {
  territory: { countries?: string[]; regions?: string[]; cities?: string[]; postcodes?: string[] }
  lines: readonly string[]
  langs: readonly string[]
}

/** Where a lead is and what it wants. */
export interface Wants {
  country: string | null
  region: string | null
  city: string | null
  postcode: string | null
  /** Product lines; empty where nobody knows. */
  lines: readonly string[]
  lang: string | null
}

/** Why a dealer is not offered a lead. */
export type Misfit = 'country' | 'place' | 'line' | 'language'

/** Letters alone, as people write place names in different ways: `Орёл` and `орел`, `St. Ives` and `st ives`. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const postal = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')

const among = (list: readonly string[], value: string | null): boolean =>
  value !== null && list.some((one) => plain(one) === plain(value))

/**
 * Whether a dealer sells there and sells that: null if it does, else what does not fit. Within its countries a place
 * fits by any of region, town or postcode. What nobody knows of the lead fits no list; an unknown line or language
 * keeps nobody out.
 */
export function misfit({ territory, lines, langs }: Sells, wants: Wants): Misfit | null {
  const { countries = [], regions = [], cities = [], postcodes = [] } = territory
  if (countries.length > 0 && !among(countries, wants.country)) return 'country'
  const narrowed = regions.length + cities.length + postcodes.length > 0
  const there =
    among(regions, wants.region) ||
    among(cities, wants.city) ||
    postcodes.some(
      (prefix) => postal(prefix) !== '' && postal(wants.postcode ?? '').startsWith(postal(prefix)),
    )
  if (narrowed && !there) return 'place'
  if (lines.length > 0 && wants.lines.length > 0 && !wants.lines.some((line) => among(lines, line)))
    return 'line'
  const lang = wants.lang?.split('-')[0] ?? null
  if (
    langs.length > 0 &&
    lang !== null &&
    !among(
      langs.map((one) => one.split('-')[0] ?? one),
      lang,
    )
  )
    return 'language'
  return null
}
