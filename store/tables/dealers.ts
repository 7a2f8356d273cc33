import type { Generated } from 'kysely'
import type { Default, Instant, JsonDefault, MaybeInstant } from './columns.ts'

/** Where a dealer sells; an empty list takes all. Postcodes are prefixes. */
export interface Territory {
  countries?: string[]
  regions?: string[]
  cities?: string[]
  postcodes?: string[]
}

/** One part of a dealer's stars: by the names of numbers, and as people read it. */
interface StarsPart {
  name: string
  value: number
  text: string
  words?: { en: string; ru: string }
}

export interface DealersTable {
  id: Default<string>
  name: string
  territory: JsonDefault<Territory>
  lines: Default<string[]>
  langs: Default<string[]>
  zone: Default<string>
  country: string | null
  currency: string | null
  figures: JsonDefault<Record<string, number>>
  stars: number | null
  /** `words`: missing where the stars are older than labels. */
  stars_why: JsonDefault<StarsPart[]>
  rated_at: MaybeInstant
  rated_release: number | null
  active: Default<boolean>
  created_at: Instant
}

export interface LeavesTable {
  id: Default<string>
  seller_id: string
  from_at: Instant
  until_at: Instant
  back_at: MaybeInstant
  created_at: Instant
}

export interface ProtectedClientsTable {
  account_id: string
  dealer_id: string
  at: Instant
  until: Instant
}

export interface BidsTable {
  id: Default<string>
  handoff_id: string
  dealer_id: string
  seller_id: string
  /** Minor units of the currency. */
  amount: number
  currency: string
  at: Instant
  state: Default<'standing' | 'won' | 'lost' | 'passed'>
}

export interface DuesTable {
  id: Default<string>
  bid_id: string
  handoff_id: string
  dealer_id: string
  amount: number
  currency: string
  at: Instant
  waived_at: MaybeInstant
  why: string | null
}

export interface CallsTable {
  id: Default<string>
  handoff_id: string
  offer_id: string | null
  seller_id: string
  lead_id: string
  provider: string
  provider_id: string | null
  state: Default<'asked' | 'ringing' | 'talking' | 'ended' | 'missed' | 'failed'>
  asked_at: Instant
  answered_at: MaybeInstant
  ended_at: MaybeInstant
  seconds: number | null
  recording: string | null
}

export interface RevealsTable {
  handoff_id: string
  seller_id: string
  dealer_id: string | null
  at: Instant
  why: 'taken' | 'talk' | 'won' | 'assigned'
}

export interface PromisesTable {
  id: Default<string>
  handoff_id: string
  lead_id: string
  text: string
  made_by: string | null
  at: Instant
  due_at: MaybeInstant
  kept_at: MaybeInstant
  kept_by: string | null
}

export interface PassesTable {
  id: Generated<number>
  handoff_id: string
  from_seller: string | null
  to_seller: string | null
  level: string | null
  why: string
  at: Instant
  owned_at: MaybeInstant
  contact_due_at: MaybeInstant
  contacted_at: MaybeInstant
}

export interface LeadChecksTable {
  handoff_id: string
  asked_at: Instant
  answered_at: MaybeInstant
  called: boolean | null
  offered: boolean | null
  seller_id: string | null
  dealer_id: string | null
}

export interface SessionsTable {
  hash: string
  seller_id: string
  created_at: Instant
  expires_at: Instant
}

export interface SignInsTable {
  hash: string
  seller_id: string
  expires_at: Instant
  used_at: MaybeInstant
}
