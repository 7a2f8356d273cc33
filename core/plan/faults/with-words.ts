import type { Plan } from '../plan.ts'
import { spotsOf } from '../walk.ts'
import { writtenOption, writtenStep } from '../written.ts'
import type { Fault } from './fault.ts'

/** More than this is a paragraph, and the path says the rest. */
const LONGEST = 100

// A path may name a part of a step: the entry of an `around`. Then it is the step before its last point.
function stepAt(plan: Plan, path: string): string | null {
  const spots = spotsOf(plan)
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const spot = spots.find((one) => one.path === at)
    if (spot) return writtenStep(spot.step)
  }
  return null
}

const shortened = (words: string): string =>
  words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words

/** The fault with the words that stand at its place, where its path is one of a plan. */
export function withWords(plans: ReadonlyMap<string, Plan>, fault: Fault): Fault {
  const [sequence = '', place] = fault.path.split(' › ')
  const plan = plans.get(sequence)
  if (!plan || place === undefined) return fault
  const words = writtenOption(plan, place) ?? stepAt(plan, fault.path)
  return words === null ? fault : { ...fault, words: shortened(words) }
}
