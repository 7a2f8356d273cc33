import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { COUNTRY_ZONES } from './country-zones.ts'
import { RUSSIAN_AREAS, RUSSIAN_REGIONS } from './russian-zones.ts'
import { isZone } from './usable-zone.ts'
import { LIMITS } from '../limits.ts'

/** What is known of where a person lives. `country` is an ISO code. */
export interface Whereabouts {
  zone?: string | null
  phone?: string | null
  region?: string | null
  country?: string | null
  /** Where the person's company is; `fields` may hold a `region`. */
  company?: { country?: string | null; fields?: Record<string, unknown> } | null
}

/** A zone, and what it was concluded from. `country` is the one whose holidays are kept, as far as any of it says one. */
export interface FoundZone {
  zone: string
  from: 'profile' | 'phone' | 'region' | 'country' | 'company' | 'default'
  country: string | null
}

const zonesOf = (country: string | null | undefined): string[] => {
  const code = country?.trim().toUpperCase() ?? ''
  return Object.hasOwn(COUNTRY_ZONES, code) ? (COUNTRY_ZONES[code] ?? []) : []
}

/** Region names without what each spells differently: case, ё, the word for region itself, punctuation. */
const plain = (region: string): string =>
  region
    .slice(0, LIMITS.line)
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\s]/gu, ' ')
    .split(/\s+/)
    .filter((word) => word && !SILENT.has(word))
    .join(' ')

const SILENT = new Set(
  'область обл край респ республика ао автономный автономная округ город г oblast region krai kray republic of autonomous okrug city the'.split(
    ' ',
  ),
)

const REGION_ZONES = new Map(
  Object.entries(RUSSIAN_REGIONS).flatMap(([zone, names]) =>
    names.map((name) => [plain(name), zone] as const),
  ),
)

const zoneOfRegion = (region: string | null | undefined): string | undefined =>
  region ? REGION_ZONES.get(plain(region)) : undefined

function phoneZone(phone: string | null | undefined): { zone: string; sure: boolean } | undefined {
  const number = phone ? parsePhoneNumberFromString(phone.slice(0, LIMITS.phone)) : undefined
  const [main, ...others] = zonesOf(number?.country)
  if (!number || !main) return undefined
  const area = number.country === 'RU' ? RUSSIAN_AREAS[number.nationalNumber.slice(0, 3)] : undefined
  return { zone: area ?? main, sure: area !== undefined || others.length === 0 }
}

const codeOf = (country: string | null | undefined): string | null => country?.trim().toUpperCase() || null

// Regions are known of Russia only; one that is said with another country is that country's.
const regionIn = ({ region, country }: Pick<Whereabouts, 'region' | 'country'>): string | undefined =>
  (codeOf(country) ?? 'RU') === 'RU' ? zoneOfRegion(region) : undefined

const companyOf = ({ company }: Whereabouts) => {
  const region = company?.fields?.region
  return { country: company?.country ?? null, region: typeof region === 'string' ? region : null }
}

function found(lead: Whereabouts, fallback: string): Omit<FoundZone, 'country'> {
  if (lead.zone && isZone(lead.zone)) return { zone: lead.zone, from: 'profile' }
  const phone = phoneZone(lead.phone)
  if (phone?.sure) return { zone: phone.zone, from: 'phone' }
  const region = regionIn(lead)
  if (region) return { zone: region, from: 'region' }
  if (phone) return { zone: phone.zone, from: 'phone' }
  const [country] = zonesOf(lead.country)
  if (country) return { zone: country, from: 'country' }
  const company = companyOf(lead)
  const theirs = regionIn(company) ?? zonesOf(company.country)[0]
  if (theirs) return { zone: theirs, from: 'company' }
  return { zone: isZone(fallback) ? fallback : 'UTC', from: 'default' }
}

function countryOf(lead: Whereabouts): string | null {
  if (lead.country) return lead.country
  const phone = lead.phone
    ? parsePhoneNumberFromString(lead.phone.slice(0, LIMITS.phone))?.country
    : undefined
  if (phone) return phone
  if (zoneOfRegion(lead.region)) return 'RU'
  const company = companyOf(lead)
  return company.country ?? (zoneOfRegion(company.region) ? 'RU' : null)
}

/**
 * Where a person's clock stands, and how we know: the profile, then a phone of a place with one zone, the region, the country
 * a phone belongs to, the country, the company's region or country, and last `fallback`. A zone that the runtime does not
 * know counts as not given; never throws.
 */
export const zoneOf = (lead: Whereabouts, fallback: string): FoundZone => ({
  ...found(lead, fallback),
  country: countryOf(lead),
})
