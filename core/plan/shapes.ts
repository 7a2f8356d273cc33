import type { Condition } from '../language/conditions.ts'
import type { Duration } from '../language/durations.ts'
import { lengthOf, parseDuration } from '../time/duration.ts'
import type { PlanStep, RefValue, StepKind, StepOf, Who } from './plan.ts'

/** A list of steps inside a step, by the name that its path shows. `back`: after it the step itself comes again. */
export type Inner = [name: string, steps: PlanStep[], back?: true]

/** Something that a step names and that must exist. */
export interface Named {
  kind: 'template' | 'track' | 'route' | 'sequence' | 'fact' | 'field'
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
  /** Whether time can pass in it: before its lists run, or only between them (the first runs at once). */
  sleeps?: 'before' | 'between'
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

type Until = Pick<StepOf<'wait'>, 'until' | 'then' | 'else'>

const arms = (step: Until): Inner[] => [
  ...(step.then ? [['then', step.then] as Inner] : []),
  ...(step.else ? [['else', step.else] as Inner] : []),
]

/** Whether `then` or `else` can be left; one that is not there leads on. */
const leavesArms = (step: Until, lists: boolean[]): boolean => {
  const [leavesThen, leavesElse] = [step.then ? lists[0] : true, step.else ? lists.at(-1) : true]
  return Boolean((step.until && leavesThen) || leavesElse)
}

/** The entries of an `around` in the order of time, as far as their lengths say it; those of one length by name. */
export const entriesOf = ({ at }: Pick<StepOf<'around'>, 'at'>): [offset: string, steps: PlanStep[]][] =>
  Object.entries(at).sort(([a], [b]) => roughly(a) - roughly(b) || (a < b ? -1 : 1))

const roughly = (offset: string): number => (parseDuration(offset) ? lengthOf(offset as Duration) : 0)

const around: Shape<StepOf<'around'>> = {
  content: ({ date }) => date.ref,
  numbered: true,
  sleeps: 'before',
  lists: (step) => [...entriesOf(step).map(([name, list]): Inner => [name, list, true]), ...arms(step)],
  withLists: (step, lists) => {
    const entries = entriesOf(step)
    const rest = lists.slice(entries.length)
    return {
      ...step,
      at: Object.fromEntries(entries.map(([name], n) => [name, lists[n] ?? []])),
      ...(step.then && { then: rest[0] }),
      ...(step.else && { else: rest.at(-1) }),
    }
  },
  conditions: ({ until }) => (until ? [until] : []),
  refs: ({ date }) => [date],
  leaves: (step, lists) => leavesArms(step, lists.slice(Object.keys(step.at).length)),
}

const repeat: Shape<StepOf<'repeat'>> = {
  content: ({ every }) => every,
  numbered: true,
  sleeps: 'between',
  lists: ({ steps }) => [['', steps, true]],
  withLists: (step, [steps = []]) => ({ ...step, steps }),
  durations: ({ every }) => [every],
  leaves: (_, [leaves = true]) => leaves,
}

const wait: Shape<StepOf<'wait'>> = {
  content: timeText,
  numbered: true,
  sleeps: 'before',
  lists: arms,
  withLists: (step, lists) => {
    const [first, second] = lists
    if (step.then) return { ...step, then: first, ...(step.else && { else: second }) }
    return step.else ? { ...step, else: first } : step
  },
  conditions: ({ until }) => (until ? [until] : []),
  refs: ({ time }) => ('at' in time ? [time.at] : []),
  durations: ({ time }) => ('duration' in time ? [time.duration] : 'at' in time ? [time.offset] : []),
  leaves: leavesArms,
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
    content: (step) => step.template ?? `next ${step.next}`,
    people: ({ to, from }) => [to, from],
    durations: ({ expires }) => [expires],
    names: (step) => [
      step.template === undefined
        ? { kind: 'track', name: step.next }
        : { kind: 'template', name: step.template },
    ],
  },
  wait,
  around,
  repeat,
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
