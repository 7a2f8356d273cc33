import type { Default, Instant, JsonDefault, MaybeInstant } from './columns.ts'

export interface HandoffsTable {
  id: Default<string>
  lead_id: string
  account_id: string | null
  thing: string | null
  route: string
  mode: Default<string>
  terms: JsonDefault<Record<string, unknown>>
  journey_id: string | null
  step: string | null
  wanted_seller: string | null
  owner_id: string | null
  state: Default<'open' | 'offered' | 'owned' | 'closed'>
  outcome: string | null
  reason: string | null
  note: string | null
  first_contact: string | null
  contact_due_at: MaybeInstant
  contacted_at: MaybeInstant
  reminded_at: MaybeInstant
  overdue_at: MaybeInstant
  round: Default<number>
  again_at: MaybeInstant
  opened_at: Instant
  owned_at: MaybeInstant
  closed_at: MaybeInstant
  wait_at: MaybeInstant
  wake_at: MaybeInstant
  failures: Default<number>
  park_code: string | null
  loop: Default<string>
  nudges: Default<number>
  next_nudge_at: MaybeInstant
  stage: Default<'assign' | 'alone' | 'group' | 'auction' | 'house'>
  dealer_id: string | null
  rule: string | null
  source: Default<string>
  revealed_at: MaybeInstant
  refused_at: MaybeInstant
  follow_up_at: MaybeInstant
  take_back_at: MaybeInstant
  taken_back: Default<number>
  full_until: MaybeInstant
  waits_since: MaybeInstant
  closes_at: MaybeInstant
  winner_bid: string | null
  kept_route: JsonDefault<Record<string, unknown>>
  next_step: string | null
  follow_reminded_at: MaybeInstant
  follow_overdue_at: MaybeInstant
  check_at: MaybeInstant
  standing: string | null
}

export interface HandoffJoinsTable {
  handoff_id: string
  journey_id: string
  step: string
  at: Instant
}

export interface OffersTable {
  id: Default<string>
  handoff_id: string
  seller_id: string
  rank: number
  round: Default<number>
  state: Default<'made' | 'seen' | 'accepted' | 'declined' | 'expired' | 'withdrawn'>
  why: JsonDefault<Record<string, unknown>>
  made_at: Instant
  expires_at: Instant
  seen_at: MaybeInstant
  answered_at: MaybeInstant
  reason: string | null
  dealer_id: string | null
  stage: Default<'assign' | 'alone' | 'group' | 'auction' | 'house'>
}

export interface TasksTable {
  id: Default<string>
  lead_id: string
  account_id: string | null
  journey_id: string | null
  handoff_id: string | null
  step: string
  name: string
  per: Default<'lead' | 'account'>
  seller_id: string | null
  note: string | null
  status: Default<'open' | 'done' | 'dropped'>
  outcome: string | null
  created_at: Instant
  due_at: Instant
  closed_at: MaybeInstant
}

export interface TaskJoinsTable {
  task_id: string
  lead_id: string
  journey_id: string
  step: string
  at: Instant
}

export interface RestsTable {
  lead_id: string
  why: string
  until: MaybeInstant
  handoff_id: string | null
  at: Instant
}

export interface DigestsTable {
  seller_id: string
  day: string
  at: Instant
}
