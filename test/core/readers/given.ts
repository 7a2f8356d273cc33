import fc from 'fast-check'
import type { Options, Step } from '../../../core/language/index.ts'
import { sequence } from '../../../core/language/index.ts'
import { compile } from '../../../core/plan/compile.ts'
import type { Plan } from '../../../core/plan/plan.ts'
import { conditions, stepLists } from '../advance/random.ts'

/** A plan of these steps. */
export const planOf = (steps: readonly Step[], options: Partial<Options> = {}): Plan =>
  compile(sequence('plan', { topic: 'know-how', ...options }, steps))

/** Any plan, with a goal and a stop. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({ steps: stepLists, goal: fc.option(conditions, { nil: undefined }), stop: conditions })
  .map(({ steps, goal, stop }) =>
    planOf(steps, {
      ...(goal && { goal: { when: goal, do: [{ step: 'handOff', route: 'sales', id: 'goal handOff' }] } }),
      stop: [{ when: stop, do: [{ step: 'send', template: 'bye', id: 'stop send' }] }],
    }),
  )
