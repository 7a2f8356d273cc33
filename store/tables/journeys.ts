import type { Position } from '../../core/advance/position.ts'
import type { Subject } from '../alarms.ts'
import type { Default, Instant, JsonDefault, JsonOf, MaybeInstant } from './columns.ts'

export interface JourneysTable {
  id: Default<string>
  sequence: string
  plan_hash: string
  lead_id: string
  account_id: string | null
  thing: string | null
  key: Default<string>
  grp: string | null
  priority: Default<number>
  status: Default<'running' | 'paused' | 'parked' | 'done'>
  outcome: string | null
  reason: string | null
  position: JsonOf<Position>
  entry: JsonDefault<Record<string, unknown>>
  entry_fact: number | null
  entered_at: Instant
  ended_at: MaybeInstant
  wait_at: MaybeInstant
  wake_at: MaybeInstant
  failures: Default<number>
  park_code: string | null
  loop: Default<string>
  nudges: Default<number>
  next_nudge_at: MaybeInstant
}

export interface WaitsTable {
  subject: string
  type: string
  journey_id: string
}

export interface AlarmsTable {
  subject: Subject
  lead_id: string | null
  what: string
  at: Instant
  data: JsonDefault<Record<string, unknown>>
  tries: Default<number>
  code: string | null
}

export interface AudienceMembersTable {
  id: Default<number>
  audience: string
  lead_id: string
  journey_id: string
  since: Instant
  until: MaybeInstant
}

export interface PumpsTable {
  name: string
  sleeps_until: MaybeInstant
  nudges: Default<number>
  next_nudge_at: MaybeInstant
}

export interface OutboxTable {
  workflow_id: string
  workflow_type: string
  summary: string | null
  n: Default<number>
  delay_until: MaybeInstant
  tries: Default<number>
  last_error: string | null
  next_try_at: Instant
}
