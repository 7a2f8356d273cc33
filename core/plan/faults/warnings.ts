import type { Plan, RefValue } from '../plan.ts'
import { spotsOf, tracksOf } from '../walk.ts'
import type { Fault, Known } from './fault.ts'

/** The dates that steps are timed by, with the place of the step. */
const datesOf = (plan: Plan): { date: RefValue; path: string }[] =>
  spotsOf(plan).flatMap(({ step, path }) => {
    if (step.step === 'around') return [{ date: step.date, path }]
    return step.step === 'wait' && 'at' in step.time ? [{ date: step.time.at, path }] : []
  })

/** Whether the date is there by the time a step asks for it, or may be missing on purpose. */
function isSure({ enter }: Plan, { ref, fallback }: RefValue): boolean {
  if (fallback !== undefined || ref.startsWith('entry.')) return true
  const on = enter?.on ?? []
  return on.length > 0 && on.every((one) => 'date' in one && one.date.ref === ref)
}

const dateWarnings = (plan: Plan): Fault[] =>
  datesOf(plan)
    .filter(({ date }) => !isSure(plan, date))
    .map(({ date, path }) => ({
      path,
      message: `where '${date.ref}' is empty this step is left out`,
      hint: "give it a date with .or('14 days')",
    }))

function trackWarnings(plans: readonly Plan[], { tracks = {} }: Known): Fault[] {
  const used = new Set(plans.flatMap(tracksOf))
  return Object.entries(tracks)
    .filter(([name, items]) => used.has(name) && items.length > 0 && items.every((one) => one.for))
    .map(([name]) => ({
      path: `track ${name}`,
      message: 'has nothing for a lead whom no item fits',
      hint: 'end it with an item for everybody',
    }))
}

/** Dates that may be empty, tracks without a mail for somebody. */
export const warningsOf = (plans: readonly Plan[], known: Known): Fault[] => [
  ...plans.flatMap(dateWarnings),
  ...trackWarnings(plans, known),
]
