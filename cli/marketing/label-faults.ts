import { type Fault, unknownName } from '../../core/plan/faults/fault.ts'
import { spotsOf } from '../../core/plan/walk.ts'
import type { Words } from '../../core/release/release.ts'
import { namesIn } from '../../core/sales/rating.ts'
import { OWN_TASKS } from '../../store/task-title.ts'
import type { Marketing } from '../../store/releases.ts'

/**
 * Faults of what people read in place of names: labels of what there is not, and labels that lack the default language. In
 * another language a label that is missing there is read in English, else in whatever it has.
 */
export function labelFaults({
  labels = {},
  routing,
  rating,
  plans,
  defaults,
  things: kinds,
}: Pick<Marketing, 'labels' | 'routing' | 'rating' | 'plans' | 'defaults' | 'things'>): Fault[] {
  const { figures = {}, tasks = {}, things = {}, fields = {}, values = {} } = labels
  const asked = rating === undefined ? [] : namesIn(rating)
  const steps = plans.flatMap((plan) => spotsOf(plan).map(({ step }) => step))
  const opened = [...steps.flatMap((step) => (step.step === 'task' ? [step.id] : [])), ...OWN_TASKS]
  const spoken = (path: string, label: Words | undefined): Fault[] =>
    label === undefined || label[defaults.lang]?.trim()
      ? []
      : [{ path, message: `is missing in the default language: ${defaults.lang}` }]
  return [
    ...Object.entries(figures).flatMap(([name, label]) => [
      ...unknownName('marketing/rating.ts › figures', 'figure of the rating', name, asked),
      ...spoken(`marketing/rating.ts › figures › ${name} › label`, label),
    ]),
    ...Object.entries(tasks).flatMap(([name, { label, note }]) => [
      ...unknownName('marketing/tasks.ts', 'task', name, opened),
      ...spoken(`marketing/tasks.ts › ${name} › label`, label),
      ...spoken(`marketing/tasks.ts › ${name} › note`, note),
    ]),
    ...Object.entries(things).flatMap(([kind, label]) => [
      ...unknownName('marketing/things.ts › labels', 'thing', kind, Object.keys(kinds)),
      ...spoken(`marketing/things.ts › labels › ${kind}`, label),
    ]),
    ...Object.entries(fields).flatMap(([path, label]) => spoken(`${path} › label`, label)),
    ...Object.entries(values).flatMap(([path, all]) =>
      Object.entries(all).flatMap(([value, label]) => spoken(`${path} › values › ${value}`, label)),
    ),
    ...Object.entries(routing).flatMap(([route, { dispositions }]) =>
      Object.entries(dispositions).flatMap(([outcome, { reasons = [] }]) => {
        const at = `marketing/routing.ts › ${route} › dispositions › ${outcome} › reasons`
        return reasons.flatMap((one) =>
          typeof one === 'string' ? [] : spoken(`${at} › ${one.name}`, one.label),
        )
      }),
    ),
  ]
}
