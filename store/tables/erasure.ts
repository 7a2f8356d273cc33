import type { Sought } from '../erasure/sought.ts'
import type { ColumnType } from 'kysely'
import type { Default, Instant, JsonDefault, MaybeInstant } from './columns.ts'

export interface ErasuresTable {
  id: Default<string>
  asked_at: Instant
  by: string
  why: string | null
  state: Default<'running' | 'done'>
  step: Default<string>
  counts: JsonDefault<Record<string, number>>
  told: JsonDefault<{ dealers?: string[]; sellers?: string[]; exchanges?: string[] }>
  sought: ColumnType<Sought | null, string | null | undefined, string | null>
  begun_at: Default<number>
  next_at: Default<number>
  finished_at: MaybeInstant
}

export interface ErasedLeadsTable {
  lead_id: string
  erasure_id: string
}

export interface ErasedAddressesTable {
  address_hash: string
  erasure_id: string
}

export interface ErasedFilesTable {
  stored_as: string
  erasure_id: string
  gone_at: MaybeInstant
}
