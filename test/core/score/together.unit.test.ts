import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Scoring } from '../../../core/release/release.ts'
import { engagement } from '../../../core/score/heat.ts'
import type { ScoreState } from '../../../core/score/score.ts'
import { together } from '../../../core/score/together.ts'

const DAY = 86_400_000

const scoring: Scoring = {
  fit: [],
  groups: { mail: { halfLife: '30 days', limit: 40 }, site: { halfLife: '2 weeks', limit: 50 } },
  rules: [],
  categories: { warm: 30, hot: 70 },
  grades: { fit: [30, 20, 10], engagement: [50, 30, 10] },
}

const group = fc.record({
  value: fc.integer({ min: 0, max: 50 }),
  fixed: fc.integer({ min: -50, max: 0 }),
  at: fc.integer({ min: 0, max: 90 * DAY }),
})
const state: fc.Arbitrary<ScoreState> = fc.record(
  { mail: group, site: group, gone: group },
  { requiredKeys: [] },
)

test('two records together are worth at any later instant what both are', () => {
  fc.assert(
    fc.property(state, state, fc.integer({ min: 90 * DAY, max: 900 * DAY }), (one, other, at) => {
      const both = engagement(scoring, one, at) + engagement(scoring, other, at)
      expect(engagement(scoring, together(scoring, one, other), at)).toBeCloseTo(both, 6)
    }),
  )
})

test('which of them is first makes no difference, and neither is changed', () => {
  const one: ScoreState = { mail: { value: 10, fixed: -1, at: 0 } }
  const other: ScoreState = {
    mail: { value: 10, fixed: 0, at: 30 * DAY },
    site: { value: 3, fixed: 0, at: 5 },
  }
  const sum = together(scoring, one, other)
  expect(sum).toEqual({ mail: { value: 15, fixed: -1, at: 30 * DAY }, site: { value: 3, fixed: 0, at: 5 } })
  expect(together(scoring, other, one)).toEqual(sum)
  expect(one).toEqual({ mail: { value: 10, fixed: -1, at: 0 } })
})
