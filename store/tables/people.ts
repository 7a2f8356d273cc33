import type { ColumnType } from 'kysely'
import type { ScoreState } from '../../core/score/score.ts'
import type { Default, Instant, JsonDefault, MaybeInstant } from './columns.ts'

export interface SellersTable {
  id: Default<string>
  email: string
  name: string
  zone: Default<string>
  country: string | null
  lang: Default<string>
  weight: Default<number>
  head_id: string | null
  phone: string | null
  sender: string | null
  active: Default<boolean>
  key_hash: string | null
  dealer_id: string | null
  level: 'finder' | 'closer' | 'keeper' | null
  open_leads: number | null
  contacts_a_day: number | null
  share_start: Default<number>
  share_taken: Default<number>
  role: Default<'seller' | 'marketer'>
  created_at: Instant
}

export interface AccountsTable {
  id: Default<string>
  domain: string | null
  name: string | null
  owner_id: string | null
  main_contact_id: string | null
  country: string | null
  fields: JsonDefault<Record<string, unknown>>
  created_at: Instant
}

export interface AccountKeysTable {
  system: string
  value: string
  account_id: string
}

export interface LeadsTable {
  id: Default<string>
  account_id: string | null
  owner_id: string | null
  email: string | null
  phone: string | null
  name: string | null
  title: string | null
  role: string | null
  lang: string | null
  zone: string | null
  country: string | null
  region: string | null
  city: string | null
  fields: JsonDefault<Record<string, unknown>>
  fit: Default<number>
  score: JsonDefault<ScoreState>
  grade: string | null
  category: Default<string>
  hush_until: MaybeInstant
  hush_reason: string | null
  mail_pace: 'fewer' | null
  source: string | null
  erased_at: MaybeInstant
  created_at: Instant
  updated_at: Instant
}

export interface LeadKeysTable {
  kind: string
  value: string
  lead_id: string
}

export interface ConsentsTable {
  id: Default<number>
  lead_id: string
  purpose: 'marketing' | 'dealers' | 'data'
  topic: string | null
  given: boolean
  at: Instant
  source: string
  text: string
  version: string | null
  recorded_at: Instant
  proof: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>
}

export interface SuppressionsTable {
  address_hash: string
  topic: Default<string>
  address: string | null
  reason: string
  at: Instant
}

export interface ThingsTable {
  kind: string
  id: string
  lead_id: string | null
  account_id: string | null
  fields: JsonDefault<Record<string, unknown>>
  updated_at: Instant
}
