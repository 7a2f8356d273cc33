import type { Release } from '../../core/release/release.ts'
import type { Plan } from '../../core/plan/plan.ts'
import type { Default, Instant, JsonOf } from './columns.ts'

export interface PlansTable {
  hash: string
  sequence: string
  format: number
  body: JsonOf<Plan>
}

export interface TemplatesTable {
  hash: string
  name: string
  lang: string
  body: JsonOf<Record<string, unknown>>
}

export interface ReleasesTable {
  id: Default<number>
  hash: string
  at: Instant
  body: JsonOf<Omit<Release, 'id' | 'hash'>>
}
