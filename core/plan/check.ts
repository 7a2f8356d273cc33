import { conditionFaultsOf } from './faults/conditions.ts'
import { entryFaults } from './faults/entry.ts'
import type { Fault, Known } from './faults/fault.ts'
import { flowFaults } from './faults/flow.ts'
import { loopFaults } from './faults/loops.ts'
import { namedFaults } from './faults/named.ts'
import { nameFaultsOf } from './faults/names.ts'
import { warningsOf } from './faults/warnings.ts'
import { withWords } from './faults/with-words.ts'
import type { Plan } from './plan.ts'

export type { Fault, Known } from './faults/fault.ts'

function doubleFaults(plans: readonly Plan[]): Fault[] {
  const names = plans.map((plan) => plan.sequence)
  const twice = names.filter((name, n) => names.indexOf(name) !== n)
  return twice.map((name) => ({ path: name, message: `two sequences are called '${name}'` }))
}

/**
 * Everything wrong with these plans, each fault with its path, the words that stand there and, where a name is not known,
 * the nearest one that is. None: they may be published.
 */
export function check(plans: readonly Plan[], known: Known): Fault[] {
  const faults = [
    ...doubleFaults(plans),
    ...plans.flatMap((plan) => [
      ...entryFaults(plan, known),
      ...nameFaultsOf(plan, { plans, known }),
      ...conditionFaultsOf(plan, known),
      ...flowFaults(plan),
    ]),
    ...loopFaults(plans),
    ...namedFaults(known),
  ]
  return written(plans, faults)
}

/**
 * What may be meant as it is written, and is worth a look: dates that may be empty (rule 8), tracks without a mail for
 * somebody (rule 10). It keeps nothing from being published.
 */
export const warnings = (plans: readonly Plan[], known: Known): Fault[] =>
  written(plans, warningsOf(plans, known))

function written(plans: readonly Plan[], faults: Fault[]): Fault[] {
  const byName = new Map(plans.map((plan) => [plan.sequence, plan]))
  return faults.map((fault) => withWords(byName, fault))
}
