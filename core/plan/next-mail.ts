import type { Position } from '../advance/position.ts'
import type { Plan, PlanStep } from './plan.ts'
import { entriesOf, listsOf } from './shapes.ts'
import { indexOf } from './walk.ts'

/** What a journey will mail, as far as its plan alone says it. */
export type NextMail =
  | { template: string }
  /** The next mail of a track, which each lead has its own of. */
  | { track: string }
  /** A condition on the lead decides about it then. */
  | { depends: true }

/** As much of a position as tells what comes when its wait is over. */
export type Waiting = Pick<Position, 'at' | 'loops'>

/**
 * The mail to the lead that follows at once when a journey's wait is over and nothing happened meanwhile; null where it
 * mails nothing before its next wait. Mail to sellers does not count. The time itself stands in the journey's row.
 */
export function nextMail(plan: Plan, position: Waiting): NextMail | null {
  const index = indexOf(plan)
  const first = position.at === null ? plan.steps[0]?.id : wokenAt(plan, position)
  const seen = new Set<string>()
  let at = first ?? null
  while (at !== null && !seen.has(at)) {
    seen.add(at)
    const spot = index.get(at)
    if (!spot) return null
    const { step, next } = spot
    if (step.step === 'send' && !step.to)
      return step.template === undefined ? { track: step.next } : { template: step.template }
    if (SLEEPS.has(step.step) || step.step === 'end') return null
    if ((step.step === 'branch' || step.step === 'split') && matters(step)) return { depends: true }
    // Its first pass is at once.
    at = step.step === 'repeat' ? (step.steps[0]?.id ?? next) : next
  }
  return null
}

const SLEEPS = new Set<PlanStep['step']>(['wait', 'around'])

/** The step that runs when the wait at `at` is over by its time. */
function wokenAt(plan: Plan, { at, loops }: Waiting): string | null | undefined {
  const spot = indexOf(plan).get(at ?? '')
  if (!spot) return null
  const { step, next } = spot
  if (step.step === 'wait') return step.else?.[0]?.id ?? next
  if (step.step === 'repeat') return step.steps[0]?.id
  if (step.step !== 'around') return step.id
  const loop = loops?.[step.id]
  const done = loop?.kind === 'around' ? loop.done : []
  const coming = entriesOf(step).find(([offset]) => !done.includes(offset))
  return coming ? coming[1][0]?.id : (step.else?.[0]?.id ?? next)
}

/** Whether it matters for the next mail which way is taken there. */
const matters = (step: PlanStep): boolean =>
  listsOf(step).some(([, list]) =>
    list.some((one) => one.step === 'send' || one.step === 'end' || SLEEPS.has(one.step) || matters(one)),
  )
