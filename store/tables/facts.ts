import type { Default, Instant, JsonDefault } from './columns.ts'

export interface FactsTable {
  id: Default<number | null>
  accepted_at: Instant
  at: Instant
  type: string
  known: Default<boolean>
  lead_id: string | null
  account_id: string | null
  things: Default<string[]>
  props: JsonDefault<Record<string, unknown>>
}

export interface FactKeysTable {
  key: string
  fact_id: number
  at: Instant
}

export interface UnappliedTable {
  fact_id: number
  accepted_at: Instant
  at: Instant
  lead_id: string | null
  account_id: string | null
  tries: Default<number>
  code: string | null
}

export interface ScoreLinesTable {
  id: Default<number | null>
  at: Instant
  lead_id: string
  fact_id: number | null
  rule: string
  grp: string
  points: number
  value_after: number
  reverses: Default<number | null>
}

export interface JournalTable {
  id: Default<number | null>
  at: Instant
  lead_id: string
  journey_id: string | null
  kind: string
  data: JsonDefault<Record<string, unknown>>
}
