import type { PlanStep } from '../plan/plan.ts'
import { spotsOf } from '../plan/walk.ts'
import type { Release, Topic } from '../release/release.ts'

type Known = Pick<Release, 'topics' | 'templateKinds' | 'plans' | 'tracks'>

/**
 * Topics that a reader can say yes or no to: all but those under which only service mail goes, for that answers what
 * somebody asked. The topic of a sequence wins over that of the template.
 */
export function offeredTopics({
  topics,
  templateKinds,
  plans,
  tracks = {},
}: Known): [name: string, topic: Topic][] {
  const kindOf = (template: string) =>
    Object.hasOwn(templateKinds, template) ? templateKinds[template]?.kind : undefined
  const kinds = new Map<string, Set<string>>()
  const note = (topic: string, kind: string | undefined) => {
    if (kind) kinds.set(topic, (kinds.get(topic) ?? new Set()).add(kind))
  }
  for (const { kind, topic } of Object.values(templateKinds)) note(topic, kind)
  const templatesOf = (step: PlanStep): string[] => {
    if (step.step !== 'send') return []
    if (step.template !== undefined) return [step.template]
    const track = Object.hasOwn(tracks, step.next) ? tracks[step.next] : undefined
    return (track ?? []).map((item) => item.template)
  }
  for (const plan of plans)
    for (const { step } of spotsOf(plan))
      for (const template of templatesOf(step)) note(plan.topic, kindOf(template))
  return Object.entries(topics).filter(([name]) => kinds.get(name)?.has('marketing') ?? !kinds.has(name))
}
