import { holds } from '../../advance/evaluate.ts'
import type { Plan, PlanStep } from '../plan.ts'
import { spotsOf } from '../walk.ts'
import type { Fault } from './fault.ts'

type Record = Extract<PlanStep, { step: 'record' }>

function starts({ type, props }: Record, plan: Plan): boolean {
  return (plan.enter?.on ?? []).some((on) => {
    if (!('fact' in on) || on.fact !== type) return false
    // What is known only when the step runs may be anything.
    const said = Object.entries(on.where ?? {}).filter(
      ([name]) => typeof props[name] !== 'object' && Object.hasOwn(props, name),
    )
    return holds(Object.fromEntries(said), props)
  })
}

const entersFrom = (step: PlanStep, plan: Plan): boolean =>
  (step.step === 'enrol' && step.sequence === plan.sequence) || (step.step === 'record' && starts(step, plan))

/**
 * Circles of sequences that enter each other, by `enrol` or by a fact they record, where every one lets the same lead
 * in again and again: nothing would ever end it.
 */
export function loopFaults(plans: readonly Plan[]): Fault[] {
  const unbounded = plans.filter((plan) => plan.enter?.again === 'always')
  const faults: Fault[] = []
  const reported = new Set<string>()
  const follow = (plan: Plan, trail: { plan: Plan; path: string }[]): void => {
    for (const { step, path } of spotsOf(plan)) {
      for (const next of unbounded.filter((one) => entersFrom(step, one))) {
        const from = trail.findIndex((one) => one.plan === next)
        if (from < 0 && next !== plan) follow(next, [...trail, { plan, path }])
        else report([...trail, { plan, path }].slice(next === plan ? -1 : from))
      }
    }
  }
  const report = (circle: { plan: Plan; path: string }[]): void => {
    const names = circle.map((one) => one.plan.sequence)
    const key = [...names].sort().join(' ')
    if (reported.has(key)) return
    reported.add(key)
    faults.push({
      path: circle.at(-1)?.path ?? '',
      message: `${[...names, names[0]].join(' → ')} goes round for ever`,
      hint: "let one of them in only once, or again: '180 days'",
    })
  }
  for (const plan of unbounded) follow(plan, [])
  return faults
}
