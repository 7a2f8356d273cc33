import type { ColumnType } from 'kysely'
import type { Default, Instant, JsonDefault } from './columns.ts'

export interface ApiKeysTable {
  hash: string
  name: string
  scopes: string[]
  created_at: Instant
}

export interface IdempotencyTable {
  scope: string
  key: string
  fingerprint: string
  status: number | null
  reply: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>
  created_at: Default<number>
}

export interface HookSeenTable {
  name: string
  id: string
  at: Default<number>
}

export interface AuditTable {
  id: Default<number>
  at: Instant
  actor: string
  action: string
  subject: string
  data: JsonDefault<Record<string, unknown>>
}

export interface FilesTable {
  id: Default<string>
  lead_id: string | null
  fact_id: number | null
  name: string
  type: string
  bytes: number
  sha256: string
  stored_as: string
  created_at: Instant
}
