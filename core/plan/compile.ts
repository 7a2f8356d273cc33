import { canonicalJson, sha256 } from '../hash.ts'
import type { SequenceTree } from '../language/sequence.ts'
import type { Arm, Step } from '../language/steps.ts'
import { mentionsOf, withParts } from './conditions.ts'
import type { Plan, PlanArm, PlanEntry, PlanStep, Subject } from './plan.ts'
import { shapeOf } from './shapes.ts'
import { conditionsOf, entryConditionsOf, spotsOf } from './walk.ts'

/** Whose facts a type of fact is, as `marketing/facts.ts` says. */
export type FactKinds = Readonly<Record<string, { about: Subject }>>

function asStep(step: Step | PlanStep): PlanStep {
  return 'when' in step
    ? ({ step: 'branch', arms: [step] } as unknown as PlanStep)
    : (step as unknown as PlanStep)
}

/**
 * Steps get ids that stay when others are put before them: the author's own, else made of the place (the ids of the
 * steps around), the kind and the content. Numbered kinds count what is alike in the same list.
 */
function compileList(steps: readonly (Step | PlanStep)[], within: string): PlanStep[] {
  const seen = new Map<string, number>()
  return steps.map((written) => {
    const step = asStep(written)
    const shape = shapeOf(step)
    const derived = `${within}${step.step}${shape.content(step) && `:${shape.content(step)}`}`
    const count = (seen.get(derived) ?? 0) + 1
    if (step.id === undefined) seen.set(derived, count)
    const id = step.id ?? (shape.numbered && count > 1 ? `${derived} ~${count}` : derived)
    const lists =
      shape.lists?.(step).map(([name, list]) => compileList(list, `${id}${name && `.${name}`}/`)) ?? []
    return { ...(shape.withLists?.(step, lists) ?? step), id }
  })
}

const compileArm = (arm: Arm, name: string): PlanArm => ({
  when: arm.when,
  do: compileList(arm.do, `${name}/`),
})

/** `done('tenders')` calls a hand-off by its route: here the ids of its steps are added. */
function nameHandOffs(plan: Plan): void {
  const ids: Record<string, string[]> = {}
  for (const { step } of spotsOf(plan))
    if (step.step === 'handOff') ids[step.route] = [...(ids[step.route] ?? []), step.id]
  for (const part of conditionsOf(plan).flatMap(withParts)) {
    if (!('did' in part) || part.did !== 'step.done' || typeof part.where?.step !== 'string') continue
    const named = ids[part.where.step]
    if (named) part.where = { ...part.where, step: [...new Set([part.where.step, ...named])] }
  }
}

function aboutOf(plan: Plan, kinds: FactKinds): Plan['about'] {
  const conditions = [...conditionsOf(plan), ...entryConditionsOf(plan)]
  const types = conditions.flatMap((condition) => mentionsOf(condition).facts.map((fact) => fact.type))
  return Object.fromEntries(types.sort().map((type) => [type, kinds[type]?.about ?? 'lead']))
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

/**
 * The plan of a sequence: defaults filled in, a bare `when` made a branch, an id for each step, all of it frozen and
 * named by its hash. `kinds` says whose facts are (`facts` of marketing); what it does not name is the lead's.
 * Nothing is judged here: `check` does that.
 */
export function compile(tree: SequenceTree, kinds: FactKinds = {}): Plan {
  // A copy, because the tree is frozen and the plan is not yet.
  const { enter, goal, stop, steps, during, ...options } = structuredClone(tree)
  const plan: Plan = {
    priority: 5,
    inSales: 'hold',
    ...options,
    ...(during && { during: [...during] }),
    format: 1,
    hash: '',
    ...(enter && { enter: { again: 'never', ...enter } as PlanEntry }),
    ...(goal && { goal: compileArm(goal, 'goal') }),
    stop: (stop ?? []).map((arm, n) => compileArm(arm, `stop.${n + 1}`)),
    about: {},
    steps: compileList(steps, ''),
  }
  nameHandOffs(plan)
  plan.about = aboutOf(plan, kinds)
  const { hash: _, ...rest } = plan
  plan.hash = sha256(canonicalJson(rest)).slice(0, 32)
  return frozen(plan)
}
