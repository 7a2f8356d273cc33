import type { PlanStep, StepKind, StepOf } from '../plan/plan.ts'
import { entriesOf, isAlways, listsOf, shapeOf } from '../plan/shapes.ts'
import { conditionWords } from './condition-words.ts'
import { inLang, quoted, readable, type Speech } from './words/speech.ts'
import { span } from './words/time-words.ts'

/** A way out of a step: the steps that stand on it, and in words when it is taken. */
export interface WayOut {
  label: string
  steps: PlanStep[]
}

/** Steps that run inside of another step, which then goes on: what an `around` does at one of its times. */
export interface Column {
  label: string
  /** For an `around`: the offset from its date. */
  offset: string | null
  steps: PlanStep[]
}

/** Where a step leads. */
export interface Ways {
  columns: Column[]
  ways: WayOut[]
}

type Until = StepOf<'wait'> | StepOf<'around'>

/** Whether the two ways out of a wait are told apart: otherwise both lead straight on. */
export const parts = (step: Until): boolean => Boolean(step.until && (step.then?.length || step.else?.length))

function untilWays(step: Until, speech: Speech): WayOut[] {
  const { until } = step
  if (!until && step.then?.length) {
    return [
      { label: '', steps: step.else ?? [] },
      { label: inLang(speech, 'never', 'никогда'), steps: step.then },
    ]
  }
  if (!until || !parts(step)) return [{ label: '', steps: step.else ?? [] }]
  return [
    { label: conditionWords(until, speech), steps: step.then ?? [] },
    { label: inLang(speech, 'time is over', 'время вышло'), steps: step.else ?? [] },
  ]
}

const offsetWords = (offset: string, speech: Speech): string =>
  `${offset.startsWith('-') ? '−' : '+'}${span(offset, speech)}`

function branchWays({ arms }: StepOf<'branch'>, speech: Speech): WayOut[] {
  const asked = arms.filter((arm) => !isAlways(arm.when))
  const [otherwise, ...behind] = arms.filter((arm) => isAlways(arm.when))
  // A single condition stands in the step itself.
  const label = ({ when }: (typeof arms)[0]) => (asked.length === 1 ? '' : conditionWords(when, speech))
  const none =
    asked.length === 1 ? inLang(speech, 'if not', 'если нет') : inLang(speech, 'otherwise', 'иначе')
  return [
    ...asked.map((arm) => ({ label: label(arm), steps: arm.do })),
    { label: asked.length === 0 ? '' : none, steps: otherwise?.do ?? [] },
    // Nobody comes to an arm behind one that everybody takes, and its steps are shown all the same.
    ...behind
      .filter((arm) => arm.do.length > 0)
      .map((arm) => ({ label: inLang(speech, 'never', 'никогда'), steps: arm.do })),
  ]
}

const WAYS: { [K in StepKind]?: (step: StepOf<K>, speech: Speech) => Ways } = {
  wait: (step, speech) => ({ columns: [], ways: untilWays(step, speech) }),
  around: (step, speech) => ({
    columns: entriesOf(step).map(([offset, steps]) => ({
      label: offsetWords(offset, speech),
      offset,
      steps,
    })),
    ways: untilWays(step, speech),
  }),
  branch: (step, speech) => ({ columns: [], ways: branchWays(step, speech) }),
  split: (step, speech) => ({
    columns: [],
    ways: listsOf(step).map(([name, steps]) => ({ label: quoted(speech, readable(name)), steps })),
  }),
}

/** Where a step leads, with its conditions in words. A kind that says nothing of it leads along each of its lists. */
export function waysOf(step: PlanStep, speech: Speech): Ways {
  const own = WAYS[step.step] as ((step: PlanStep, speech: Speech) => Ways) | undefined
  if (own) return own(step, speech)
  const lists = listsOf(step)
  const inside = lists.filter(([, , comesBack]) => comesBack)
  const out = lists.filter(([, , comesBack]) => !comesBack)
  const straight =
    shapeOf(step).leaves?.(
      step,
      lists.map(() => inside.length > 0),
    ) ?? true
  return {
    columns: inside.map(([name, steps]) => ({ label: readable(name), offset: null, steps })),
    ways: [
      ...out.map(([name, steps]) => ({ label: readable(name), steps })),
      ...(straight ? [{ label: '', steps: [] }] : []),
    ],
  }
}
