import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import type { JudgedFact, SeenFact } from '../../../core/advance/view.ts'
import {
  branch,
  clicked,
  end,
  otherwise,
  sequence,
  type Step,
  wait,
  when,
} from '../../../core/language/index.ts'
import { compile } from '../../../core/plan/compile.ts'
import { aFact, aView, begin, moved, next, start } from './given.ts'

const HOUR = 3_600_000
const HELD = 60_000
const plan = (steps: Step[], options = {}) => compile(sequence('s', { topic: 'know-how', ...options }, steps))

/** The three ways in which a journey asks about a click when the time of a wait is over. */
const PLANS = {
  wait: plan([wait('1 day', { until: clicked('a'), then: [end('clicked')], else: [end('silent')] })]),
  branch: plan([wait('1 day'), branch(when(clicked('a'), [end('clicked')]), otherwise([end('silent')]))]),
  goal: plan([wait('1 day'), end('silent')], { goal: when(clicked('a'), [end('clicked')]) }),
}
const DEADLINE = start + 24 * HOUR

interface Click {
  at: number
  template: string
  /** When it is known whether a person made it, and whether one did. */
  judgedAt: number
  person: boolean
}

const someClicks = fc.array(
  fc
    .record({
      // Around the deadline, where it matters.
      before: fc.integer({ min: -90_000, max: 90_000 }),
      held: fc.integer({ min: 1, max: HELD }),
      template: fc.constantFrom('a', 'b'),
      person: fc.boolean(),
    })
    .map(({ before, held, ...rest }): Click => {
      const at = DEADLINE - before
      return { ...rest, at, judgedAt: at + held }
    }),
  { maxLength: 4 },
)

function viewAt(now: number, clicks: Click[]) {
  const props = ({ template }: Click) => ({ template, journey: 'J', human: true })
  const facts: SeenFact[] = clicks
    .filter(({ person, judgedAt }) => person && judgedAt <= now)
    .map((click) => aFact('email.clicked', click.at, props(click)))
  const underJudgement: JudgedFact[] = clicks
    .filter(({ at, judgedAt }) => at <= now && now < judgedAt)
    .map((click) => ({ ...aFact('email.clicked', click.at, props(click)), judgedAt: click.judgedAt }))
  return aView({ now, facts, underJudgement })
}

test.each(Object.keys(PLANS) as (keyof typeof PLANS)[])(
  'by a %s: a click is heeded exactly if a person made it in time, and nobody waits longer than a judgement takes',
  (kind) => {
    const nudges = fc.array(fc.integer({ min: 0, max: 2 * HELD }), { maxLength: 6 })
    fc.assert(
      fc.property(someClicks, nudges, (clicks, extra) => {
        let turn = begin(PLANS[kind], viewAt(start, []))
        let now = start
        // It is woken by its own time, by each fact, and by whatever else.
        const wakes = [
          ...clicks.filter(({ person }) => person).map(({ judgedAt }) => judgedAt),
          ...extra.map((ms) => DEADLINE - HELD + ms),
        ].sort((a, b) => a - b)
        let wakeAt = turn.wakeAt
        while (!turn.outcome) {
          now = Math.min(
            wakeAt ?? Number.POSITIVE_INFINITY,
            wakes.find((at) => at > now) ?? Number.POSITIVE_INFINITY,
          )
          expect(now).toBeLessThanOrEqual(DEADLINE + HELD)
          const after = next(PLANS[kind], turn, viewAt(now, clicks))
          wakeAt = after.wakeAt
          if (!after.idle) turn = after
          // Asked again at the same instant, it has nothing new to say.
          if (!turn.outcome) expect(advance(PLANS[kind], turn.position, viewAt(now, clicks)).idle).toBe(true)
        }
        const heard = clicks.some(({ at, template, person }) => person && template === 'a' && at <= DEADLINE)
        if (heard) expect(turn.outcome.reason).toBe('clicked')
        // What comes too late is heard only if the journey was asleep anyway.
        else if (!clicks.some(({ person, template }) => person && template === 'a'))
          expect(turn.outcome.reason).toBe('silent')
      }),
    )
  },
)

test('a click under judgement that changes nothing holds nobody up', () => {
  const asleep = begin(PLANS.wait, viewAt(start, []))
  const other: Click = { at: DEADLINE - 1, template: 'b', judgedAt: DEADLINE + HELD - 1, person: true }
  expect(moved(next(PLANS.wait, asleep, viewAt(DEADLINE, [other]))).outcome?.reason).toBe('silent')
})

test('asleep to a verdict, it says until when and why, and listens for what it will be asked', () => {
  const click: Click = { at: DEADLINE - 1, template: 'a', judgedAt: DEADLINE + HELD - 1, person: true }
  const asleep = begin(PLANS.branch, viewAt(start, []))
  const turn = moved(next(PLANS.branch, asleep, viewAt(DEADLINE, [click])))
  expect(turn.wakeAt).toBe(click.judgedAt)
  expect(turn.decisions).toEqual([
    {
      what: 'waits',
      step: expect.any(String),
      path: 's › 1',
      values: { until: new Date(click.judgedAt).toISOString(), why: 'a click is under judgement' },
    },
  ])
  expect(turn.listen).toContainEqual({ subject: 'lead', type: 'email.clicked' })
})
