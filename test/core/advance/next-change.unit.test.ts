import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../core/advance/evaluate.ts'
import { nextChange } from '../../../core/advance/next-change.ts'
import { all, any, type Condition, did, fit, heat, not } from '../../../core/language/index.ts'
import { aFact, aView, start } from './given.ts'
import { conditions, views } from './random.ts'

const DAY = 86_400_000

describe('the next instant at which a condition can change without a fact', () => {
  test('a fact drops out of the window', () => {
    const facts = [aFact('page.viewed', start - 10 * DAY), aFact('page.viewed', start - 2 * DAY)]
    const seen = did('page.viewed', { within: '30 days' })
    expect(nextChange(seen, aView({ facts }))).toBe(start + 28 * DAY)
    expect(nextChange(not(seen), aView({ facts }))).toBe(start + 28 * DAY)
    const twice = did('page.viewed', { within: '30 days', times: { atLeast: 2 } })
    expect(nextChange(twice, aView({ facts }))).toBe(start + 20 * DAY)
  })

  test('heat cools under a threshold', () => {
    const view = aView({ lead: { score: { mail: { value: 100, fixed: 0, at: start } } } })
    const cools = nextChange(heat.atLeast(50), view) ?? 0
    expect(cools).toBeGreaterThanOrEqual(start + 30 * DAY)
    expect(cools).toBeLessThan(start + 30 * DAY + DAY / 24)
    expect(nextChange(heat.atLeast(101), view)).toBeNull()
    expect(evaluate(heat.atMost(50), { ...view, now: nextChange(heat.atMost(50), view) ?? 0 })).toBe(true)
  })

  test('nothing but a fact changes the rest', () => {
    const still: Condition[] = [
      did('deal.won'),
      did('deal.won', { ever: true }),
      fit.atLeast(5),
      all(),
      any(),
    ]
    expect(still.map((one) => nextChange(one, aView({ facts: [aFact('deal.won', start)] })))).toEqual(
      still.map(() => null),
    )
  })
})

test('no truth flips before the instant named', () => {
  fc.assert(
    fc.property(
      conditions,
      views,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5 }),
      (condition, view, parts) => {
        const until = nextChange(condition, view) ?? view.now + 400 * DAY
        expect(until).toBeGreaterThan(view.now)
        const now = evaluate(condition, view)
        for (const part of [...parts, 0.999_999]) {
          const instant = Math.min(until - 1, Math.floor(view.now + part * (until - view.now)))
          expect(evaluate(condition, { ...view, now: instant })).toBe(now)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('at the instant named a single condition has flipped', () => {
  fc.assert(
    fc.property(
      conditions.filter((one) => 'did' in one || 'score' in one || 'overdue' in one),
      views,
      (condition, view) => {
        const at = nextChange(condition, view)
        if (at !== null) expect(evaluate(condition, { ...view, now: at })).toBe(!evaluate(condition, view))
      },
    ),
    { numRuns: 300 },
  )
})
