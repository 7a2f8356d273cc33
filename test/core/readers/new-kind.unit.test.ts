import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send, type Step } from '../../../core/language/index.ts'
import type { PlanStep } from '../../../core/plan/plan.ts'
import { SHAPES, type Shape } from '../../../core/plan/shapes.ts'
import { diffPlan } from '../../../core/readers/diff.ts'
import { drawingOf } from '../../../core/readers/draw/drawing.ts'
import { mermaid } from '../../../core/readers/draw/mermaid.ts'
import { explain } from '../../../core/readers/explain.ts'
import { pathsOf } from '../../../core/readers/paths.ts'
import { speechIn } from '../../../core/readers/words/speech.ts'
import { planOf } from './given.ts'

// Two kinds that nobody gave words: one plain, one with lists inside.
const shapes = SHAPES as unknown as Record<string, Shape<PlanStep & Record<string, unknown>>>
beforeAll(() => {
  shapes.notify = { content: (step) => String(step.system) }
  shapes.either = {
    content: () => '',
    lists: (step) => [
      ['left', step.left as PlanStep[]],
      ['right', step.right as PlanStep[]],
    ],
    withLists: (step, [left, right]) => ({ ...step, left, right }),
    leaves: (_, lists) => lists.includes(true),
  }
})
afterAll(() => {
  delete shapes.notify
  delete shapes.either
})

const en = speechIn('en')
const steps: Step[] = [
  { step: 'notify', system: 'crm' },
  { step: 'either', left: [send('a')], right: [send('b')] },
  send('c'),
]

describe('a kind of step that the readers have no words for', () => {
  it('is told by its name and content', () => {
    const plan = planOf(steps)
    expect(explain(plan, en)).toContain('Notify crm.')
    expect(mermaid(drawingOf(plan, en))).toContain('notify: Notify crm')
  })

  it('leads along each of its lists', () => {
    const { edges } = drawingOf(planOf(steps), en).flow
    expect(edges.map(({ label }) => label).filter(Boolean)).toEqual(['left', 'right'])
    const { paths } = pathsOf(planOf(steps), en)
    expect(paths.map(({ events }) => events.flatMap(({ mail }) => mail ?? []))).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ])
  })

  it('is compared like any other', () => {
    const other = planOf([{ step: 'notify', system: 'erp' }, ...steps.slice(1)])
    expect(diffPlan(planOf(steps), other, en).changes).toMatchObject([
      { what: 'changed', was: 'notify crm', words: 'notify erp' },
    ])
  })
})
