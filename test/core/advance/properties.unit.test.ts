import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import type { Turn } from '../../../core/advance/effects.ts'
import { type Position, startPosition } from '../../../core/advance/position.ts'
import type { MailFate, View } from '../../../core/advance/view.ts'
import { type Condition, sequence, when } from '../../../core/language/index.ts'
import { compile } from '../../../core/plan/compile.ts'
import type { Plan } from '../../../core/plan/plan.ts'
import { conditions, stepLists, views } from './random.ts'

const planOf = (steps: Parameters<typeof sequence>[2], goal: Condition | undefined, stops: Condition[]) =>
  compile(
    sequence(
      's',
      { topic: 'know-how', ...(goal && { goal: when(goal) }), stop: stops.map((one) => when(one)) },
      steps,
    ),
  )

const plans = fc
  .tuple(stepLists, fc.option(conditions, { nil: undefined }), fc.array(conditions, { maxLength: 1 }))
  .map(([steps, goal, stops]) => planOf(steps, goal, stops))

/** Lets time run to each instant the journey names, with mail that leaves an hour after it was queued. */
function play(plan: Plan, view: View): Turn[] {
  const turns: Turn[] = []
  const mails: Record<string, MailFate> = {}
  let position: Position = startPosition()
  let now = view.now
  for (let n = 0; n < 200; n++) {
    const left = Object.entries(mails).map(([key, { dueAt }]) => [
      key,
      { status: 'sent', dueAt, leftAt: dueAt <= now ? dueAt : null },
    ])
    const turn = advance(plan, position, { ...view, now, mails: Object.fromEntries(left) })
    turns.push(turn)
    if (!turn.idle) {
      position = turn.position
      for (const effect of turn.effects) {
        if (effect.do === 'send')
          mails[effect.key] = { status: 'queued', dueAt: now + 3_600_000, leftAt: null }
      }
      if (turn.outcome) return turns
    }
    if (turn.wakeAt === null) return turns
    now = Math.max(now + 1, turn.wakeAt)
  }
  return turns
}

test('no plan strands a lead: time alone brings every journey to its end', () => {
  fc.assert(
    fc.property(plans, views, (plan, view) => {
      const last = play(plan, view).at(-1)
      expect(last && !last.idle && last.outcome).toBeTruthy()
    }),
    { numRuns: 300 },
  )
})

test('a journey that sleeps has a deadline', () => {
  fc.assert(
    fc.property(plans, views, (plan, view) => {
      for (const turn of play(plan, view))
        expect(turn.wakeAt !== null || (!turn.idle && turn.outcome !== null)).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('asked again about its own result at the same instant, it is idle and says the same', () => {
  fc.assert(
    fc.property(plans, views, (plan, view) => {
      const first = advance(plan, startPosition(), view)
      if (first.idle || first.outcome) return
      const again = advance(plan, first.position, view)
      expect(again).toEqual({ idle: true, wakeAt: first.wakeAt, details: first.details })
    }),
    { numRuns: 300 },
  )
})

test('no mail has the key of another', () => {
  fc.assert(
    fc.property(plans, views, (plan, view) => {
      const keys = play(plan, view).flatMap((turn) =>
        turn.idle ? [] : turn.effects.flatMap((effect) => (effect.do === 'send' ? [effect.key] : [])),
      )
      expect(new Set(keys).size).toBe(keys.length)
    }),
    { numRuns: 200 },
  )
})

test('what it is given is not changed', () => {
  fc.assert(
    fc.property(plans, views, (plan, view) => {
      const position = startPosition()
      const before = JSON.stringify([position, view])
      advance(plan, position, view)
      expect(JSON.stringify([position, view])).toBe(before)
    }),
    { numRuns: 100 },
  )
})
