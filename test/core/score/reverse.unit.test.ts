import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Scoring } from '../../../core/release/release.ts'
import { engagement } from '../../../core/score/heat.ts'
import { post } from '../../../core/score/post.ts'
import { reverse } from '../../../core/score/reverse.ts'
import type { ScoreState } from '../../../core/score/score.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 11, 1)

const scoring: Scoring = {
  fit: [],
  groups: { mail: { halfLife: '30 days', limit: 40 }, site: { halfLife: '2 weeks', limit: 50 } },
  rules: [
    { fact: 'email.clicked', group: 'mail', points: 10 },
    { fact: 'page.viewed', group: 'site', points: 7 },
    { fact: 'email.unsubscribed', group: 'mail', points: -20 },
  ],
  categories: { warm: 30, hot: 70 },
  grades: { fit: [30, 20, 10], engagement: [50, 30, 10] },
}
const HALF: Record<string, number> = { mail: 30 * DAY, site: 14 * DAY }

/** A line as the store has it: which fact it is of, or which fact's line it takes back. */
interface Line {
  fact: number
  group: string
  points: number
  at: number
  reverses: boolean
}

/** The total of a ledger: a line fades from its fact's instant; one that takes back fades as what it takes back. */
const replay = (lines: Line[], at: number): number =>
  lines.reduce((sum, line) => {
    const fades = line.reverses ? line.points < 0 : line.points > 0
    return sum + line.points * (fades ? 2 ** (-(at - line.at) / (HALF[line.group] ?? 1)) : 1)
  }, 0)

const happenings = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constantFrom('email.clicked', 'page.viewed', 'email.unsubscribed'),
        at: fc.integer({ min: 0, max: 400 * DAY }).map((ms) => START + ms),
      }),
    },
    { weight: 1, arbitrary: fc.record({ back: fc.nat({ max: 30 }) }) },
  ),
  { maxLength: 30 },
)

function play(list: ({ type: string; at: number } | { back: number })[]) {
  let state: ScoreState = {}
  const lines: Line[] = []
  let facts = 0
  for (const one of list) {
    if ('type' in one) {
      const posted = post(scoring, state, { type: one.type, props: {} }, one.at)
      state = posted.state
      const fact = facts++
      lines.push(...posted.lines.map((line) => ({ ...line, fact, at: one.at, reverses: false })))
      continue
    }
    const taken = lines.filter((line) => line.fact === one.back)
    if (taken.some((line) => line.reverses)) continue
    const back = reverse(
      scoring,
      state,
      taken.map((line) => ({ ...line, rule: 'r' })),
    )
    state = back.state
    lines.push(
      ...back.lines.map((line, n) => ({ ...line, fact: one.back, at: taken[n]?.at ?? 0, reverses: true })),
    )
  }
  return { state, lines }
}

const END = START + 400 * DAY

test('the total is the ledger, whatever is posted late and whatever is taken back when', () => {
  fc.assert(
    fc.property(happenings, fc.integer({ min: 0, max: 900 }), (list, days) => {
      const { state, lines } = play(list)
      const at = END + days * DAY
      expect(engagement(scoring, state, at)).toBeCloseTo(replay(lines, at), 6)
    }),
  )
})

test('what is taken back leaves nothing at any time, and no group below nothing', () => {
  fc.assert(
    fc.property(happenings, fc.integer({ min: 0, max: 900 }), (list, days) => {
      const { state } = play([...list, ...Array.from({ length: 31 }, (_, back) => ({ back }))])
      expect(engagement(scoring, state, END + days * DAY)).toBeCloseTo(0, 6)
      for (const group of Object.values(state)) expect(group.value).toBeGreaterThanOrEqual(0)
    }),
  )
})

describe('a reversing line', () => {
  const clicked = post(scoring, {}, { type: 'email.clicked', props: {} }, START)
  const line = { rule: 'email.clicked', group: 'mail', points: 10, at: START }
  it('has the points of the line with the other sign, and is nothing later too', () => {
    const later = post(scoring, clicked.state, { type: 'email.clicked', props: {} }, START + 30 * DAY)
    expect(later.state.mail?.value).toBeCloseTo(15, 9)
    const back = reverse(scoring, later.state, [line])
    expect(back.lines).toEqual([{ rule: 'email.clicked', group: 'mail', points: -10, valueAfter: 10 }])
    expect(engagement(scoring, back.state, START + 60 * DAY)).toBeCloseTo(5, 9)
  })
  it('gives points back that a fact took', () => {
    const left = post(scoring, clicked.state, { type: 'email.unsubscribed', props: {} }, START)
    const back = reverse(scoring, left.state, [{ ...line, points: -20 }])
    expect([engagement(scoring, left.state, START), engagement(scoring, back.state, START)]).toEqual([
      -10, 10,
    ])
  })
  it('is none for a group that scoring no longer has, or that has no state', () => {
    expect(reverse(scoring, clicked.state, [{ ...line, group: 'gone' }])).toEqual({
      state: clicked.state,
      lines: [],
    })
    expect(reverse(scoring, {}, [line])).toEqual({ state: {}, lines: [] })
  })
})
