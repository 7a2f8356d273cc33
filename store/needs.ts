import { type Needs, needs, needsOf } from '../core/advance/needs.ts'
import type { Condition } from '../core/language/conditions.ts'
import type { Plan } from '../core/plan/plan.ts'
import { spotsOf } from '../core/plan/walk.ts'
import type { Release } from '../core/release/release.ts'

const byRelease = new WeakMap<Release, Map<string, Needs>>()

/** What a turn of the plan needs to see under this release; worked out once for both. */
export function needsIn(release: Release, plan: Plan): Needs {
  const plans = byRelease.get(release) ?? new Map<string, Needs>()
  byRelease.set(release, plans)
  const found = plans.get(plan.hash) ?? needs(plan, release)
  plans.set(plan.hash, found)
  return found
}

/** What one condition of an entry needs: whose its facts are says the plan, else the release. */
export const needsOfCondition = (release: Release, plan: Plan, condition: Condition): Needs =>
  needsOf(condition, plan.about, release)

/** Whether the plan asks about colleagues or the company's facts, or changes the company itself. */
export function looksAtCompany(plan: Plan, release: Release): boolean {
  const conditions = plan.enter?.on.flatMap((on) => ('becomes' in on ? [on.becomes] : [])) ?? []
  const all = [needsIn(release, plan), ...conditions.map((one) => needsOfCondition(release, plan, one))]
  return (
    all.some((one) => one.colleagues !== null || one.facts.some((fact) => fact.subject === 'account')) ||
    spotsOf(plan).some(({ step }) => step.step === 'set' && step.field.startsWith('account.'))
  )
}
