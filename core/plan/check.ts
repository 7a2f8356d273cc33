import { conditionFaultsOf } from './faults/conditions.ts'
import { entryFaults } from './faults/entry.ts'
import type { Fault, Known } from './faults/fault.ts'
import { flowFaults } from './faults/flow.ts'
import { loopFaults } from './faults/loops.ts'
import { namedFaults } from './faults/named.ts'
import { nameFaultsOf } from './faults/names.ts'
import type { Plan } from './plan.ts'

export { warnings } from './faults/warnings.ts'
export type { Fault, Known } from './faults/fault.ts'

function doubleFaults(plans: readonly Plan[]): Fault[] {
  const names = plans.map((plan) => plan.sequence)
  const twice = names.filter((name, n) => names.indexOf(name) !== n)
  return twice.map((name) => ({ path: name, message: `two sequences are called '${name}'` }))
}

/**
 * Everything wrong with these plans, each fault with its path as the author wrote it and, where a name is not known,
 * the nearest one that is. None: they may be published.
 */
export const check = (plans: readonly Plan[], known: Known): Fault[] => [
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
