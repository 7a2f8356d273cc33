import type { Duration } from '../language/durations.ts'
import type { Release } from '../release/release.ts'
import { addDuration } from '../time/duration.ts'
import type { Plan, PlanStep } from './plan.ts'
import { shapeOf } from './shapes.ts'

const enters = (plan: Plan, form: string): boolean =>
  plan.enter?.on.some(
    (one) =>
      'fact' in one && one.fact === 'form.submitted' && (one.where === undefined || one.where.form === form),
  ) ?? false

// Only what runs before the first wait is promised to everybody who fills the form in.
function handOffAtOnce(steps: PlanStep[]): Extract<PlanStep, { step: 'handOff' }> | undefined {
  for (const step of steps) {
    if (step.step === 'handOff') return step
    if (shapeOf(step).sleeps || step.step === 'end') return undefined
  }
  return undefined
}

/**
 * By when a person answers who fills in this form at `now` (epoch ms): the first contact of the hand-off that its
 * sequence begins with, in the working hours of that route. Null where no sequence hands it over at once.
 */
export function answerTime(release: Release, form: string, now: number): number | null {
  for (const plan of release.plans) {
    const step = enters(plan, form) ? handOffAtOnce(plan.steps) : undefined
    const route = step && release.routing[step.route]
    if (!step || !route) continue
    const within: Duration = step.firstContact ?? route.firstContact
    const hours = release.hours[route.hours]
    return addDuration(now, within, { zone: release.defaults.zone, country: null, ...(hours && { hours }) })
  }
  return null
}
