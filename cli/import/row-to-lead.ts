import { publicDomain } from '../../core/identity/domain.ts'
import { normalEmail } from '../../core/identity/email.ts'
import { normalPhone } from '../../core/identity/phone.ts'
import type { Target } from '../csv/headers.ts'
import { countryCode } from './country.ts'

/** A lead as `POST /v1/leads` takes it, without consents. */
export interface ImportedLead {
  email?: string
  phone?: string
  name?: string
  title?: string
  role?: string
  lang?: string
  zone?: string
  country?: string
  region?: string
  city?: string
  account?: { domain: string; name?: string }
  owner?: string
  externalId?: { system: string; id: string }
  fields?: Record<string, unknown>
}

/** What became of a row. `notes`: cells that were left out, each with its reason. */
export type Mapped = { lead: ImportedLead; consentAt: string | null; notes: string[] } | { reason: string }

const WHY = 'the email address is not valid'
const WORDS = {
  zone: 'the time zone is unknown',
  country: 'the country is unknown',
  phone: 'the phone number is not valid',
}

/** One row as a lead. `system` names where ids come from; without it a column of ids is left alone. */
export function rowToLead(targets: (Target | null)[], cells: string[], system?: string): Mapped {
  const at = (target: Target) => cells[targets.indexOf(target)]?.trim() || undefined
  const notes: string[] = []
  const lead: ImportedLead = {}
  const email = at('email')
  if (email) {
    const normal = normalEmail(email)
    if (!normal.ok) return { reason: `${WHY} (${normal.reason})` }
    lead.email = normal.email
  }
  const country = at('country')
  const code = country ? countryCode(country) : null
  if (code) lead.country = code
  else if (country) notes.push(WORDS.country)
  const phone = at('phone')
  const number = phone ? normalPhone(phone, code ?? undefined) : null
  if (number) lead.phone = number
  else if (phone) notes.push(WORDS.phone)
  const id = at('externalId')
  if (id && system) lead.externalId = { system, id }
  if (!lead.email && !lead.phone && !lead.externalId)
    return { reason: 'neither an email address nor a phone number' }
  const zone = at('zone')
  if (zone && isZone(zone)) lead.zone = zone
  else if (zone) notes.push(WORDS.zone)
  const name =
    at('name') ?? ([at('lastName'), at('firstName'), at('middleName')].filter(Boolean).join(' ') || undefined)
  if (name) lead.name = name
  for (const plain of ['title', 'role', 'region', 'city', 'owner'] as const) {
    const value = at(plain)
    if (value) lead[plain] = value
  }
  const lang = at('lang')?.toLowerCase().slice(0, 2)
  if (lang && /^[a-z]{2}$/.test(lang)) lead.lang = lang
  addCompany(lead, at('company'), at('domain'))
  addFields(lead, at('interest'), { industry: at('industry'), size: at('size'), stage: at('stage') })
  return { lead, consentAt: at('consentAt') ?? null, notes }
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

function addCompany(lead: ImportedLead, name: string | undefined, site: string | undefined): void {
  const domain =
    site
      ?.replace(/^https?:\/\//i, '')
      .replace(/^www\./i, '')
      .replace(/[/?#].*$/, '') || lead.email?.split('@')[1]
  if (domain && (name || site) && !publicDomain(domain)) lead.account = { domain, ...(name && { name }) }
}

function addFields(
  lead: ImportedLead,
  interest: string | undefined,
  others: Record<string, string | undefined>,
): void {
  const known = Object.entries(others).filter(([, value]) => value !== undefined)
  const interests = interest
    ?.split(/[,;/]/)
    .map((one) => one.trim().toLowerCase())
    .filter(Boolean)
  const fields = { ...Object.fromEntries(known), ...(interests && { interest: interests }) }
  if (Object.keys(fields).length > 0) lead.fields = fields
}
