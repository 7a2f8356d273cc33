import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Scoring } from '../../../core/release/release.ts'
import { category } from '../../../core/score/category.ts'
import { nextBelow, nextCooling } from '../../../core/score/crossing.ts'
import { fitOf } from '../../../core/score/fit.ts'
import { grade } from '../../../core/score/grade.ts'
import { engagement, heat, reaches } from '../../../core/score/heat.ts'
import { post } from '../../../core/score/post.ts'
import type { ScoreState } from '../../../core/score/score.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 11, 1)

const scoring: Scoring = {
  fit: [
    { name: 'decides', if: { field: 'lead.role', in: ['decider'] }, points: 15 },
    { name: 'saws', if: { field: 'lead.interest', has: 'saws' }, points: 5 },
    {
      name: 'big',
      if: { all: [{ field: 'account.staff', atLeast: 50 }, { not: { field: 'account.lost', known: true } }] },
      points: 10,
    },
    { name: 'has clicked', if: { did: 'email.clicked' }, points: 99 },
  ],
  groups: { mail: { halfLife: '30 days', limit: 40 }, site: { halfLife: '2 weeks', limit: 1_000 } },
  rules: [
    { fact: 'email.clicked', group: 'mail', points: 10 },
    { fact: 'page.viewed', where: { page: ['/prices', '/delivery'] }, group: 'site', points: 20 },
    { fact: 'page.viewed', where: { seconds: { atLeast: 60, atMost: 600 } }, group: 'site', points: 7 },
    { fact: 'page.viewed', group: 'site', points: 2 },
    { fact: 'email.unsubscribed', group: 'mail', points: -20 },
    { fact: 'gone', group: 'no such group', points: 5 },
  ],
  categories: { warm: 30, hot: 70 },
  grades: { fit: [30, 20, 10], engagement: [50, 30, 10] },
}

interface Posted {
  type: string
  props: Record<string, unknown>
  at: number
}
const click = (at: number): Posted => ({ type: 'email.clicked', props: {}, at })
const view = (page: string, at = START): Posted => ({ type: 'page.viewed', props: { page }, at })

function fold(facts: Posted[], by: Scoring = scoring) {
  let state: ScoreState = {}
  const lines: { rule: string; group: string; points: number; valueAfter: number; at: number }[] = []
  for (const fact of facts) {
    const posted = post(by, state, fact, fact.at)
    state = posted.state
    lines.push(...posted.lines.map((line) => ({ ...line, at: fact.at })))
  }
  return { state, lines }
}

const halfLives: Record<string, number> = { mail: 30 * DAY, site: 14 * DAY }
const replay = (lines: { group: string; points: number; at: number }[], at: number) =>
  lines.reduce((sum, line) => {
    const share = line.points < 0 ? 1 : 2 ** (-(at - line.at) / (halfLives[line.group] ?? 1))
    return sum + line.points * share
  }, 0)

const someFact = fc.record({
  type: fc.constantFrom('email.clicked', 'page.viewed', 'email.unsubscribed', 'unheard.of'),
  props: fc.record({ page: fc.constantFrom('/prices', '/about'), human: fc.constantFrom(true, undefined) }),
  at: fc.integer({ min: 0, max: 400 * DAY }).map((ms) => START + ms),
})

describe('posting', () => {
  it('gives the points of the first rule that matches', () => {
    expect(fold([view('/prices')]).lines[0]?.points).toBe(20)
    expect(fold([view('/about')]).lines[0]?.points).toBe(2)
    expect(fold([{ ...view('/about'), props: { page: '/about', seconds: 90 } }]).lines[0]?.points).toBe(7)
  })

  it('gives nothing for a fact without a rule, a group that is gone, and what a machine did', () => {
    const machine = { ...click(START), props: { human: false } }
    expect(
      fold([{ type: 'x', props: {}, at: START }, { type: 'gone', props: {}, at: START }, machine]),
    ).toEqual({ state: {}, lines: [] })
  })

  it('halves after a half-life', () => {
    const { state } = fold([click(START)])
    expect(engagement(scoring, state, START + 30 * DAY)).toBeCloseTo(5, 9)
    expect(engagement(scoring, state, START + 60 * DAY)).toBeCloseTo(2.5, 9)
  })

  it('stops at the limit of the group, and has room again when points have faded', () => {
    const { state, lines } = fold(Array.from({ length: 9 }, () => click(START)))
    expect(state.mail?.value).toBe(40)
    expect(lines).toHaveLength(4)
    const later = post(scoring, state, click(0), START + 30 * DAY)
    expect(later.state.mail?.value).toBeCloseTo(30, 9)
  })

  it('keeps negative points for ever', () => {
    const { state } = fold([{ type: 'email.unsubscribed', props: {}, at: START }])
    expect(engagement(scoring, state, START + 4_000 * DAY)).toBe(-20)
  })

  it('posts a late fact with its points already faded', () => {
    const late = fold([click(START + 30 * DAY), click(START)])
    const inOrder = fold([click(START), click(START + 30 * DAY)])
    expect(late.state.mail?.value).toBeCloseTo(15, 9)
    expect(late.state).toEqual(inOrder.state)
  })

  it('survives a fact a century late', () => {
    const { state } = fold([click(START), click(START - 36_500 * DAY)])
    expect(state.mail?.value).toBe(10)
  })

  it('makes the same state in any order, where no limit cuts', () => {
    const open: Scoring = {
      ...scoring,
      groups: { mail: { halfLife: '30 days', limit: 1e9 }, site: { halfLife: '2 weeks', limit: 1e9 } },
    }
    const facts = fc.array(someFact, { maxLength: 20 })
    fc.assert(
      fc.property(facts, fc.func(fc.integer()), (list, order) => {
        const shuffled = list.toSorted((a, b) => order(a) - order(b))
        const at = START + 400 * DAY
        const [one, other] = [fold(list, open).state, fold(shuffled, open).state]
        expect(engagement(open, one, at)).toBeCloseTo(engagement(open, other, at), 6)
      }),
    )
  })

  it('has a total that is its ledger, in whatever order facts come', () => {
    fc.assert(
      fc.property(fc.array(someFact, { maxLength: 30 }), fc.integer({ min: 0, max: 900 }), (facts, days) => {
        const { state, lines } = fold(facts)
        const at = START + (400 + days) * DAY
        expect(engagement(scoring, state, at)).toBeCloseTo(replay(lines, at), 6)
      }),
    )
  })

  it('never holds more than the limit, and never fades by looking back', () => {
    fc.assert(
      fc.property(fc.array(someFact, { maxLength: 40 }), (facts) => {
        const { state } = fold(facts)
        expect(state.mail?.value ?? 0).toBeLessThanOrEqual(40 + 1e-9)
        expect(engagement(scoring, state, START - DAY)).toBeCloseTo(
          Object.values(state).reduce((sum, group) => sum + group.value + group.fixed, 0),
          6,
        )
      }),
    )
  })
})

describe('fit', () => {
  const values = { 'lead.role': 'decider', 'lead.interest': ['presses', 'saws'], 'account.staff': 50 }
  it('adds the rules that hold, with a line for each', () => {
    const { fit, lines } = fitOf(scoring, values)
    expect(fit).toBe(30)
    expect(lines.map((line) => line.rule)).toEqual(['decides', 'saws', 'big'])
  })
  it('knows nothing of an empty profile, and asks no facts', () => {
    expect(fitOf(scoring, {})).toEqual({ fit: 0, lines: [] })
  })
  it('lets a known reason take points away', () => {
    expect(fitOf(scoring, { ...values, 'account.lost': true }).fit).toBe(20)
  })
})

describe('heat, grade and category', () => {
  const { state } = fold([click(START), view('/prices'), view('/prices')])
  const lead = { fit: 20, score: state }

  it('is fit plus engagement', () => {
    expect(heat(scoring, lead, START)).toBe(70)
    expect(grade(scoring, lead, START)).toBe('B1')
    expect(grade(scoring, { fit: 9, score: {} }, START)).toBe('D4')
    expect(grade(scoring, { fit: 30, score: {} }, START)).toBe('A4')
  })
  it('cools from hot to warm to cold', () => {
    expect(category(scoring, lead, START)).toBe('hot')
    expect(category(scoring, lead, START + DAY)).toBe('warm')
    expect(category(scoring, lead, START + 90 * DAY)).toBe('cold')
  })
  it('lets the stage of the account, then of the lead, go before points', () => {
    expect(category(scoring, lead, START, { 'account.stage': 'at risk', 'lead.stage': 'client' })).toBe(
      'at risk',
    )
    expect(category(scoring, lead, START, { 'lead.stage': 'client' })).toBe('client')
    expect(category(scoring, lead, START, { 'lead.stage': 'gone' })).toBe('lost')
    expect(
      category(scoring, lead, START, { 'lead.stage': 'potential', 'account.stage': 'constructor' }),
    ).toBe('hot')
  })
  it('ignores groups that scoring no longer has', () => {
    expect(heat(scoring, { fit: 1, score: { old: { value: 50, fixed: -5, at: START } } }, START)).toBe(1)
  })
})

describe('crossing', () => {
  it('finds the half-life, a hundredth of a point late', () => {
    const lead = { fit: 0, score: fold([click(START)]).state }
    const at = nextBelow(scoring, lead, 5, START) ?? 0
    expect(at).toBeGreaterThan(START + 30 * DAY)
    expect(heat(scoring, lead, at)).toBeCloseTo(4.99, 6)
  })
  it('is never for a lead that is under it, or whose fit alone reaches it', () => {
    expect(nextBelow(scoring, { fit: 4, score: {} }, 5, START)).toBeNull()
    expect(nextBelow(scoring, { fit: 5, score: {} }, 5, START)).toBeNull()
    expect(nextCooling(scoring, { fit: 100, score: {} }, START)).toBeNull()
  })
  it('is the exact edge: reached one millisecond before, no longer at it', () => {
    fc.assert(
      fc.property(
        fc.array(someFact, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: -10, max: 40 }),
        fc.integer({ min: 1, max: 90 }),
        (facts, fit, points) => {
          const lead = { fit, score: fold(facts).state }
          const now = START + 400 * DAY
          const at = nextBelow(scoring, lead, points, now)
          if (at === null) {
            const far = reaches(heat(scoring, lead, now + 1e13), points)
            expect(far || !reaches(heat(scoring, lead, now), points)).toBe(true)
            return
          }
          expect(at).toBeGreaterThan(now)
          expect(reaches(heat(scoring, lead, at), points)).toBe(false)
          expect(reaches(heat(scoring, lead, at - 1), points)).toBe(true)
        },
      ),
    )
  })
  it('names the first of all coolings', () => {
    const lead = { fit: 20, score: fold([click(START), view('/prices'), view('/prices')]).state }
    const at = nextCooling(scoring, lead, START) ?? 0
    expect(at).toBeGreaterThan(START)
    expect(category(scoring, lead, at) + grade(scoring, lead, at)).not.toBe('hotB1')
    expect(category(scoring, lead, at - 1) + grade(scoring, lead, at - 1)).toBe('hotB1')
  })
})
