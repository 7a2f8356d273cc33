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
}

/** A zone, and what it was concluded from. */
export interface FoundZone {
  zone: string
  from: 'profile' | 'phone' | 'region' | 'country' | 'default'
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

/**
 * Where a person's clock stands, and how we know: the profile, then a phone of a place with one zone, the region, the country
 * a phone belongs to, the country, and last `fallback`. A zone that the runtime does not know counts as not given; never throws.
 */
export function zoneOf(lead: Whereabouts, fallback: string): FoundZone {
  if (lead.zone && isZone(lead.zone)) return { zone: lead.zone, from: 'profile' }
  const phone = phoneZone(lead.phone)
  if (phone?.sure) return { zone: phone.zone, from: 'phone' }
  const region = zoneOfRegion(lead.region)
  if (region && (!lead.country || lead.country.trim().toUpperCase() === 'RU'))
    return { zone: region, from: 'region' }
  if (phone) return { zone: phone.zone, from: 'phone' }
  const [country] = zonesOf(lead.country)
  if (country) return { zone: country, from: 'country' }
  return { zone: isZone(fallback) ? fallback : 'UTC', from: 'default' }
}
