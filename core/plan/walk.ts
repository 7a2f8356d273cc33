import type { Condition } from '../language/conditions.ts'
import type { Plan, PlanStep, RefValue, Who } from './plan.ts'
import { listsOf, shapeOf } from './shapes.ts'

/** A step in its place. */
export interface Spot {
  step: PlanStep
  /** As the marketer knows it: `document › 1.else.1`. */
  path: string
  /** The step that comes after it, also out of the list it stands in (in a loop the loop again); null at the end. */
  next: string | null
}

/** A list of steps that a journey can begin with: the steps themselves, those of the goal, of each stop. */
export interface Root {
  name: string
  steps: PlanStep[]
}

/** All lists that a journey can begin with. */
export const rootsOf = (plan: Plan): Root[] => [
  { name: '', steps: plan.steps },
  ...(plan.goal ? [{ name: 'goal', steps: plan.goal.do }] : []),
  ...plan.stop.map((arm, n) => ({ name: `stop.${n + 1}`, steps: arm.do })),
]

/** The name of a place in a plan, for messages and the story. */
export const pathIn = (plan: Pick<Plan, 'sequence'>, place: string): string => `${plan.sequence} › ${place}`

/** Joins the parts of a place, without the empty ones. */
export const joined = (...parts: (string | number)[]): string => parts.filter((part) => part !== '').join('.')

function walkList(plan: Plan, steps: PlanStep[], at: string, after: string | null): Spot[] {
  return steps.flatMap((step, n) => {
    const place = joined(at, n + 1)
    const next = steps[n + 1]?.id ?? after
    const inside = listsOf(step).flatMap(([name, list, back]) =>
      walkList(plan, list, joined(place, name), back ? step.id : next),
    )
    return [{ step, path: pathIn(plan, place), next }, ...inside]
  })
}

// Plans do not change once they are walked, and are walked by many: what is found is kept.
const walks = new WeakMap<Plan, readonly Spot[]>()

/** Every step of the plan, in the order of reading. */
export function spotsOf(plan: Plan): readonly Spot[] {
  const known = walks.get(plan)
  if (known) return known
  const spots = rootsOf(plan).flatMap(({ name, steps }) => walkList(plan, steps, name, null))
  walks.set(plan, spots)
  return spots
}

const indexes = new WeakMap<Plan, Map<string, Spot>>()

/** The steps of the plan by their ids. */
export function indexOf(plan: Plan): Map<string, Spot> {
  const known = indexes.get(plan)
  if (known) return known
  const index = new Map(spotsOf(plan).map((spot) => [spot.step.id, spot]))
  indexes.set(plan, index)
  return index
}

/** Conditions that decide over the whole journey: goal and stops, in the order of asking. */
export const endingsOf = (plan: Plan): Condition[] => [
  ...(plan.goal ? [plan.goal.when] : []),
  ...plan.stop.map((arm) => arm.when),
]

/** Conditions of entering: those that start it, and that which is asked then. */
export const entryConditionsOf = ({ enter }: Plan): Condition[] => [
  ...(enter?.on ?? []).flatMap((on) => ('becomes' in on ? [on.becomes] : [])),
  ...(enter?.if ? [enter.if] : []),
]

/** Every condition of the plan except those of entering. */
export const conditionsOf = (plan: Plan): Condition[] => [
  ...endingsOf(plan),
  ...spotsOf(plan).flatMap(({ step }) => shapeOf(step).conditions?.(step) ?? []),
]

/** Everybody whom the plan names. */
export const peopleOf = (plan: Plan): Who[] =>
  [plan.from, ...spotsOf(plan).flatMap(({ step }) => shapeOf(step).people?.(step) ?? [])].filter(
    (who) => who !== undefined,
  )

/** Every track that the plan takes mails from. */
export const tracksOf = (plan: Plan): string[] =>
  spotsOf(plan).flatMap(({ step }) =>
    (shapeOf(step).names?.(step) ?? []).flatMap(({ kind, name }) => (kind === 'track' ? [name] : [])),
  )

/** Every value that the plan reads by path, besides those in conditions. */
export const refsOf = (plan: Plan): RefValue[] => [
  ...spotsOf(plan).flatMap(({ step }) => shapeOf(step).refs?.(step) ?? []),
  ...peopleOf(plan).flatMap(refsOfWho),
]

/** The field by which somebody is named, if it is by one. */
export function refsOfWho(who: Who): RefValue[] {
  if ('ref' in who) return [who]
  return who.of ? refsOfWho(who.of) : []
}
