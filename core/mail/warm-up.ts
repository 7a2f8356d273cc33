/** Mails a day for a new name, by tier; past the last one there is no limit. Half of what providers took without complaint. */
export const TIERS = [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800]
/** Days of good figures on a tier before the next one. */
const GOOD_DAYS = 2

/** What happened to a sender's mail at one provider on one day. */
export interface DayFigures {
  sent: number
  /** Bounced for good. */
  bounced: number
  /** Refused because of us (5.7.x) or slowed down (421, 4.7.x). */
  refused: number
  complained: number
}

/** Where a sender stands with a provider. `goodDays` on this tier. */
export interface WarmUp {
  tier: number
  goodDays: number
}

/** Good, bad, or too little to tell: a day on which less than half of the tier left proves nothing. */
export function judgeDay(
  { sent, bounced, refused, complained }: DayFigures,
  limit: number,
): 'good' | 'bad' | null {
  const tried = sent + bounced + refused
  if (complained >= 2 && complained > sent * 0.001) return 'bad'
  if (refused >= 3 && refused > tried * 0.1) return 'bad'
  if (bounced >= 3 && bounced > tried * 0.05) return 'bad'
  return sent * 2 >= limit ? 'good' : null
}

/** The standing after a day: two good days rise a tier, a bad one falls one at once. */
export function afterDay(
  { tier, goodDays }: WarmUp,
  day: DayFigures,
  tiers: readonly number[] = TIERS,
): WarmUp {
  const limit = tiers[tier]
  const verdict = judgeDay(day, limit ?? 0)
  if (verdict === 'bad') return { tier: Math.max(0, Math.min(tier, tiers.length) - 1), goodDays: 0 }
  if (verdict === null || limit === undefined) return { tier, goodDays }
  return goodDays + 1 >= GOOD_DAYS ? { tier: tier + 1, goodDays: 0 } : { tier, goodDays: goodDays + 1 }
}
