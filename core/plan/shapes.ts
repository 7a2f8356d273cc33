import type { Condition } from '../language/conditions.ts'
import type { PlanStep, RefValue, StepKind, StepOf, Who } from './plan.ts'

/** A list of steps inside a step, by the name that its path shows. */
export type Inner = [name: string, steps: PlanStep[]]

/** Something that a step names and that must exist. */
export interface Named {
  kind: 'template' | 'route' | 'sequence' | 'fact' | 'field'
  name: string
}

/**
 * What every reader of the tree has to know about one kind of step: compile, check, needs, advance and simulate all
 * look here, so that a new kind is told once.
 */
export interface Shape<S> {
  /** What tells it from others of its kind; with its place it makes the id, where the author names none. */
  content: (step: S) => string
  /** Two alike in one list need ids of their own; others are numbered. */
  numbered?: true
  lists?: (step: S) => Inner[]
  /** The same step with these lists, in the order of `lists`. */
  withLists?: (step: S, lists: PlanStep[][]) => S
  conditions?: (step: S) => Condition[]
  people?: (step: S) => (Who | undefined)[]
  refs?: (step: S) => RefValue[]
  names?: (step: S) => Named[]
  /** Lengths of time that it counts forwards. */
  durations?: (step: S) => (string | undefined)[]
  /** Whether time can pass in it. */
  sleeps?: true
  /** Whether it can be left towards the next step, given which of its lists can; true if it has none. */
  leaves?: (step: S, lists: boolean[]) => boolean
}

const some = (lists: boolean[]) => lists.includes(true)
const isRef = (value: unknown): value is RefValue =>
  typeof value === 'object' && value !== null && 'ref' in value
const isWho = (value: unknown): value is Who => typeof value === 'object' && value !== null

/** Whether an arm is taken whenever it is asked. */
export const isAlways = (condition: Condition): boolean => 'all' in condition && condition.all.length === 0

const timeText = ({ time }: StepOf<'wait'>): string =>
  'duration' in time
    ? time.duration
    : 'weekly' in time
      ? time.weekly
      : [time.offset, time.side, time.at.ref].filter(Boolean).join(' ')

const wait: Shape<StepOf<'wait'>> = {
  content: timeText,
  numbered: true,
  sleeps: true,
  lists: (step) => [
    ...(step.then ? [['then', step.then] as Inner] : []),
    ...(step.else ? [['else', step.else] as Inner] : []),
  ],
  withLists: (step, lists) => {
    const [first, second] = lists
    if (step.then) return { ...step, then: first, ...(step.else && { else: second }) }
    return step.else ? { ...step, else: first } : step
  },
  conditions: ({ until }) => (until ? [until] : []),
  refs: ({ time }) => ('at' in time ? [time.at] : []),
  durations: ({ time }) => ('duration' in time ? [time.duration] : 'at' in time ? [time.offset] : []),
  leaves: (step, lists) => {
    const [leavesThen, leavesElse] = [step.then ? lists[0] : true, step.else ? lists.at(-1) : true]
    return Boolean((step.until && leavesThen) || leavesElse)
  },
}

const branch: Shape<StepOf<'branch'>> = {
  content: () => '',
  numbered: true,
  lists: ({ arms }) => arms.map((arm, n) => [arms.length > 1 ? `${n + 1}` : '', arm.do]),
  withLists: (step, lists) => ({
    ...step,
    arms: step.arms.map((arm, n) => ({ ...arm, do: lists[n] ?? [] })),
  }),
  conditions: ({ arms }) => arms.map((arm) => arm.when),
  leaves: ({ arms }, lists) => some(lists) || !arms.some((arm) => isAlways(arm.when)),
}

// Names in order, because a stored plan does not keep the order of keys.
const armsOf = (step: StepOf<'split'>): Inner[] =>
  Object.entries(step.arms).sort(([a], [b]) => (a < b ? -1 : 1))

const split: Shape<StepOf<'split'>> = {
  content: () => '',
  lists: armsOf,
  withLists: (step, lists) => ({
    ...step,
    arms: Object.fromEntries(armsOf(step).map(([name], n) => [name, lists[n] ?? []])),
  }),
  leaves: (_, lists) => lists.length === 0 || some(lists),
}

/** Every kind of step. A kind that is missing here does not compile. */
export const SHAPES: { [K in StepKind]: Shape<StepOf<K>> } = {
  send: {
    content: ({ template }) => template,
    people: ({ to, from }) => [to, from],
    durations: ({ expires }) => [expires],
    names: ({ template }) => [{ kind: 'template', name: template }],
  },
  wait,
  branch,
  split,
  task: { content: () => '', people: ({ to }) => [to], durations: ({ due }) => [due] },
  set: {
    content: ({ field, value }) => `${field}=${JSON.stringify(value)}`,
    numbered: true,
    names: ({ field }) => [{ kind: 'field', name: field }],
  },
  enrol: {
    content: ({ sequence }) => sequence,
    names: ({ sequence }) => [{ kind: 'sequence', name: sequence }],
  },
  handOff: {
    content: ({ route }) => route,
    people: ({ to }) => [to],
    names: ({ route }) => [{ kind: 'route', name: route }],
    durations: ({ firstContact }) => [firstContact],
  },
  record: {
    content: ({ type }) => type,
    people: ({ props }) => Object.values(props).filter((value) => isWho(value) && 'person' in value) as Who[],
    refs: ({ props }) => Object.values(props).filter(isRef),
    names: ({ type }) => [{ kind: 'fact', name: type }],
  },
  end: { content: ({ reason }) => reason ?? '', numbered: true, leaves: () => false },
}

/** The shape of this step, for readers that know it only as a step. Throws for data that is none. */
export function shapeOf(step: PlanStep): Shape<PlanStep> {
  if (!Object.hasOwn(SHAPES, step.step)) throw new TypeError(`no such step: ${step.step}`)
  return SHAPES[step.step] as Shape<PlanStep>
}

/** The lists of steps inside this one. */
export const listsOf = (step: PlanStep): Inner[] => shapeOf(step).lists?.(step) ?? []
