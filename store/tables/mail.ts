import type { ColumnType, GeneratedAlways } from 'kysely'
import type { MailFate } from '../../core/advance/view.ts'
import type { Default, Instant, JsonDefault, MaybeInstant } from './columns.ts'

export interface LanesTable {
  name: string
  per_second: Default<number>
  breaker_until: MaybeInstant
  connections: Default<number>
  breaker_step: Default<number>
  breaker_why: string | null
  breaker_since: MaybeInstant
  holder: string | null
  lease_until: MaybeInstant
}

export interface MessagesTable {
  key: string
  lead_id: string | null
  seller_id: string | null
  journey_id: string | null
  source: string
  step: string | null
  visit: number | null
  release_id: number | null
  template: string
  template_hash: string | null
  lang: string | null
  kind: 'service' | 'marketing'
  topic: string | null
  channel: Default<string>
  lane: Default<string>
  from_seller: string | null
  sender: string | null
  hours: string | null
  priority: Default<number>
  status: Default<MailFate['status']>
  reason: string | null
  code: string | null
  vars: JsonDefault<Record<string, unknown>>
  links: ColumnType<string[] | null, string | null | undefined, string | null>
  message_id: string | null
  tries: Default<number>
  queued_at: Instant
  due_at: Instant
  expires_at: MaybeInstant
  lease_until: MaybeInstant
  claim_id: string | null
  sending_at: MaybeInstant
  left_at: MaybeInstant
  first_tried_at: MaybeInstant
  unknown_at: MaybeInstant
  held_since: MaybeInstant
  held_due: MaybeInstant
  /** Where its status is, for the indexes: those of one place are one. */
  place: GeneratedAlways<'due' | 'open' | 'sent' | 'failed' | 'skipped' | 'unknown'>
  taken_at: MaybeInstant
}
