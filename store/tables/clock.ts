import type { Default, Instant } from './columns.ts'

export interface ClockAnchorTable {
  one: Default<boolean>
  scale: number
  business_at: Instant
  machine_at: Instant
  seen_at: Instant
}
