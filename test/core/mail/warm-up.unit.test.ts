import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterDay, judgeDay, TIERS, type WarmUp } from '../../../core/mail/warm-up.ts'

const day = (sent: number, more: Partial<{ bounced: number; refused: number; complained: number }> = {}) => ({
  sent,
  bounced: 0,
  refused: 0,
  complained: 0,
  ...more,
})

describe('a new name', () => {
  it('rises a tier after two good days each, so that two weeks make seven', () => {
    let at: WarmUp = { tier: 0, goodDays: 0 }
    const limits: (number | undefined)[] = []
    for (let n = 0; n < 14; n++) {
      limits.push(TIERS[at.tier])
      at = afterDay(at, day(TIERS[at.tier] ?? 0))
    }
    expect(limits).toEqual([50, 50, 100, 100, 200, 200, 400, 400, 800, 800, 1600, 1600, 3200, 3200])
  })

  it('does not rise by a day on which little left', () => {
    expect(judgeDay(day(24), 50)).toBeNull()
    expect(judgeDay(day(25), 50)).toBe('good')
    expect(afterDay({ tier: 3, goodDays: 1 }, day(10))).toEqual({ tier: 3, goodDays: 1 })
  })

  it.each([
    ['two complaints of five hundred', day(500, { complained: 2 }), 'bad'],
    ['one complaint', day(500, { complained: 1 }), 'good'],
    ['two of three thousand', day(3_000, { complained: 2 }), 'good'],
    ['every tenth refused', day(88, { refused: 12 }), 'bad'],
    ['two refused', day(10, { refused: 2 }), null],
    ['every twentieth bounced', day(94, { bounced: 6 }), 'bad'],
  ])('is judged by its day: %s', (_, figures, verdict) => {
    expect(judgeDay(figures, 100)).toBe(verdict)
  })

  it('falls a tier by a bad day, also from beyond the last one', () => {
    expect(afterDay({ tier: 2, goodDays: 1 }, day(100, { refused: 50 }))).toEqual({ tier: 1, goodDays: 0 })
    expect(afterDay({ tier: 0, goodDays: 1 }, day(10, { refused: 50 }))).toEqual({ tier: 0, goodDays: 0 })
    const last = TIERS.length
    expect(afterDay({ tier: last, goodDays: 0 }, day(9_000, { complained: 90 }))).toEqual({
      tier: last - 1,
      goodDays: 0,
    })
    expect(afterDay({ tier: last, goodDays: 0 }, day(90_000))).toEqual({ tier: last, goodDays: 0 })
  })

  it('never moves by more than a tier a day', () => {
    const n = fc.nat({ max: 20_000 })
    fc.assert(
      fc.property(
        fc.nat({ max: TIERS.length }),
        fc.nat({ max: 1 }),
        fc.record({ sent: n, bounced: n, refused: n, complained: n }),
        (tier, goodDays, figures) => {
          const after = afterDay({ tier, goodDays }, figures)
          expect(Math.abs(after.tier - tier)).toBeLessThanOrEqual(1)
          expect(after.tier).toBeGreaterThanOrEqual(0)
          expect(after.tier).toBeLessThanOrEqual(TIERS.length)
        },
      ),
    )
  })
})
