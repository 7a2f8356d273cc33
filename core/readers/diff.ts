import { canonicalJson } from '../hash.ts'
import type { Plan, PlanStep } from '../plan/plan.ts'
import { listsOf, shapeOf } from '../plan/shapes.ts'
import { spotsOf } from '../plan/walk.ts'
import { conditionWords } from './condition-words.ts'
import { align } from './diff/align.ts'
import { optionChanges } from './diff/options.ts'
import { kindWords, stepWords } from './step-words.ts'
import { inLang, type Speech } from './words/speech.ts'

/** One difference. Paths are those of the version they speak of; `words` of the new one, `was` of the old. */
export interface Change {
  what: 'added' | 'removed' | 'moved' | 'changed'
  from: string | null
  to: string | null
  kind: string
  words: string
  was: string | null
}

/** The difference between two versions of a sequence; `same` without changes. */
export interface PlanDiff {
  sequence: string
  what: 'added' | 'removed' | 'changed' | 'same'
  changes: Change[]
  /** What it means for journeys that run. */
  running: string
}

/** A list of steps with what tells it from its sisters. */
interface Inner {
  key: string
  steps: readonly PlanStep[]
}

interface Found {
  step: PlanStep
  path: string
}

class Comparison {
  readonly changes: Change[] = []
  private readonly removed: Found[] = []
  private readonly added: Found[] = []
  private readonly paths: Map<PlanStep, string>
  private readonly speech: Speech

  constructor(plans: readonly Plan[], speech: Speech) {
    this.speech = speech
    this.paths = new Map(
      plans.flatMap((plan) => spotsOf(plan).map(({ step, path }) => [step, path] as const)),
    )
  }

  lists(before: readonly Inner[], after: readonly Inner[]): void {
    const { both, gone, come } = align(
      before,
      after,
      (list) => list.key,
      () => true,
    )
    for (const [old, now] of both) this.steps(old.steps, now.steps)
    for (const list of gone) for (const step of list.steps) this.removed.push(this.found(step))
    for (const list of come) for (const step of list.steps) this.added.push(this.found(step))
  }

  /** What was taken away in one place and put in another, whole, has moved; the rest is gone or new. */
  finish(): Change[] {
    const removed = this.removed.flatMap((one) => this.withInner(one))
    const added = this.added.flatMap((one) => this.withInner(one))
    const settled = new Set<PlanStep>()
    for (const old of removed) {
      if (settled.has(old.step)) continue
      const whole = wholeOf(old.step)
      const now = added.find(({ step }) => !settled.has(step) && wholeOf(step) === whole)
      if (!now) this.tell('removed', old, null)
      else {
        this.tell('moved', old, now)
        for (const side of [old, now]) for (const { step } of this.withInner(side)) settled.add(step)
      }
    }
    for (const now of added) if (!settled.has(now.step)) this.tell('added', null, now)
    return this.changes
  }

  private steps(before: readonly PlanStep[], after: readonly PlanStep[]): void {
    const { both, gone, come } = align(before, after, ownOf, (old, now) => old.step === now.step)
    for (const [old, now] of both) {
      if (ownOf(old) !== ownOf(now)) this.tell('changed', this.found(old), this.found(now))
      this.lists(innerOf(old), innerOf(now))
    }
    this.removed.push(...gone.map((step) => this.found(step)))
    this.added.push(...come.map((step) => this.found(step)))
  }

  private found(step: PlanStep): Found {
    return { step, path: this.paths.get(step) ?? '' }
  }

  private withInner({ step }: Found): Found[] {
    const inner = listsOf(step).flatMap(([, steps]) =>
      steps.flatMap((one) => this.withInner(this.found(one))),
    )
    return [this.found(step), ...inner]
  }

  private tell(what: Change['what'], old: Found | null, now: Found | null): void {
    const step = now?.step ?? old?.step
    if (!step) return
    const was = what === 'changed' && old ? this.words(old.step) : null
    const kind = kindWords(step, this.speech)
    this.changes.push({
      what,
      from: old?.path ?? null,
      to: now?.path ?? null,
      kind,
      words: this.words(step),
      was,
    })
  }

  private words(step: PlanStep): string {
    if (step.step === 'branch')
      return step.arms.map((arm) => conditionWords(arm.when, this.speech)).join(' / ')
    const { title, notes } = stepWords(step, this.speech)
    const entries = step.step === 'around' ? [Object.keys(step.at).join(', ')] : []
    return [title, ...notes, ...entries].join('; ')
  }
}

// Ids made of the place say nothing; those of tasks and splits are the author's names.
const nameOf = (step: PlanStep): string =>
  step.step === 'task' || step.step === 'split' ? (step.id.split('/').at(-1) ?? '') : ''

/** What a step says itself, without the steps inside. */
function ownOf(step: PlanStep): string {
  const bare = shapeOf(step).withLists?.(
    step,
    listsOf(step).map(() => []),
  )
  return canonicalJson({ ...(bare ?? step), id: nameOf(step) })
}

/** A step with all inside it, without ids. */
const wholeOf = (step: PlanStep): string =>
  canonicalJson([ownOf(step), listsOf(step).map(([name, steps]) => [name, steps.map(wholeOf)])])

// An arm is known by its condition: one put before it makes it no other.
const innerOf = (step: PlanStep): Inner[] =>
  step.step === 'branch'
    ? step.arms.map((arm) => ({ key: canonicalJson(arm.when), steps: arm.do }))
    : listsOf(step).map(([key, steps]) => ({ key, steps }))

const rootsOf = (plan: Plan): Inner[] => [
  { key: '', steps: plan.steps },
  ...(plan.goal ? [{ key: 'goal', steps: plan.goal.do }] : []),
  ...plan.stop.map((arm) => ({ key: canonicalJson(arm.when), steps: arm.do })),
]

const runningWords = (speech: Speech): string =>
  inLang(
    speech,
    'Running journeys keep the version they began with; who enters after publishing takes the new one.',
    'Начатые пути идут по той версии, с которой начали; по новой пойдут те, кто войдёт после публикации.',
  )

/** What has changed in one sequence from one version to another. */
export function diffPlan(before: Plan, after: Plan, speech: Speech): PlanDiff {
  const comparison = new Comparison([before, after], speech)
  comparison.lists(rootsOf(before), rootsOf(after))
  const changes = [...optionChanges(before, after, speech), ...comparison.finish()]
  return {
    sequence: after.sequence,
    what: changes.length > 0 ? 'changed' : 'same',
    changes,
    running: runningWords(speech),
  }
}

/** What has changed in all sequences; those without a change are left out. */
export function diffPlans(before: readonly Plan[], after: readonly Plan[], speech: Speech): PlanDiff[] {
  const names = [...new Set([...before, ...after].map((plan) => plan.sequence))].sort()
  return names.flatMap((sequence): PlanDiff[] => {
    const [old, now] = [before, after].map((plans) => plans.find((plan) => plan.sequence === sequence))
    if (old && now) return [diffPlan(old, now, speech)].filter((diff) => diff.what !== 'same')
    return [{ sequence, what: now ? 'added' : 'removed', changes: [], running: runningWords(speech) }]
  })
}
