import type { Scoring } from '../release/release.ts'
import { heat, reaches, type Scored } from './heat.ts'

/** Where a lead belongs. The last three come from what people say, not from points. */
export type Category = 'cold' | 'warm' | 'hot' | 'client' | 'at risk' | 'lost'

const STAGES: Record<string, Category> = {
  client: 'client',
  'at risk': 'at risk',
  lost: 'lost',
  gone: 'lost',
}

const byStage = (stage: unknown): Category | undefined =>
  typeof stage === 'string' && Object.hasOwn(STAGES, stage) ? STAGES[stage] : undefined

/**
 * Category at an instant (epoch ms). `values` are current values by path: `account.stage` (client, at risk, lost), then `lead.stage`
 * (client, gone) go before heat.
 */
export function category(
  scoring: Scoring,
  lead: Scored,
  at: number,
  values: Record<string, unknown> = {},
): Category {
  const stage = byStage(values['account.stage']) ?? byStage(values['lead.stage'])
  if (stage) return stage
  const points = heat(scoring, lead, at)
  if (reaches(points, scoring.categories.hot)) return 'hot'
  return reaches(points, scoring.categories.warm) ? 'warm' : 'cold'
}
