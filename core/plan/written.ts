import type { Condition, Wanted } from '../language/conditions.ts'
import { type ConditionKind, type ConditionOf, readCondition } from './conditions.ts'
import type {
  Plan,
  PlanArm,
  PlanStep,
  PlanTrigger,
  RefValue,
  StepKind,
  StepOf,
  WaitTime,
  Who,
} from './plan.ts'
import { isAlways, shapeOf } from './shapes.ts'

/** A value as an author types it. */
const value = (of: unknown): string => {
  if (typeof of === 'string') return `'${of}'`
  if (Array.isArray(of)) return `[${of.map(value).join(', ')}]`
  return typeof of === 'object' && of !== null ? object(of) : String(of)
}

const object = (of: object): string => {
  const parts = Object.entries(of).filter(([, one]) => one !== undefined)
  return `{ ${parts.map(([name, one]) => `${name}: ${value(one)}`).join(', ')} }`
}

const options = (of: object): string =>
  Object.values(of).some((one) => one !== undefined) ? `, ${object(of)}` : ''

const field = (ref: string): string => (ref.startsWith('entry.') ? `entry('${ref.slice(6)}')` : ref)

const date = ({ ref, fallback }: RefValue): string =>
  field(ref) + (fallback === undefined ? '' : `.or('${fallback}')`)

const who = (one: Who): string => {
  if ('ref' in one) return field(one.ref)
  return one.person === 'head' && one.of ? `headOf(${who(one.of)})` : `${one.person}()`
}

function asked({ field: path, in: one, has, atLeast, atMost }: ConditionOf<'field'>): string {
  if (one) return `${field(path)}.is(${one.map(value).join(', ')})`
  if (has !== undefined) return `${field(path)}.has(${value(has)})`
  if (atLeast !== undefined) return `${field(path)}.atLeast(${value(atLeast)})`
  return atMost === undefined ? `${field(path)}.known()` : `${field(path)}.atMost(${value(atMost)})`
}

const happened = (condition: ConditionOf<'did'>): string => sugar(condition) ?? plainDid(condition)

const plainDid = ({ did, where = {}, ...more }: ConditionOf<'did'>): string =>
  `did('${did}'${options({ ...(Object.keys(where).length > 0 && { where }), ...more })})`

/** `done`, `clicked` and `replied` are written by their own names, where nothing more is asked. */
function sugar({ did, where = {}, times, within, ever }: ConditionOf<'did'>): string | null {
  if (times || within || ever) return null
  const called = (word: string, ...names: (Wanted | undefined)[]) =>
    `${word}(${names
      .filter((one) => one !== undefined)
      .map(value)
      .join(', ')})`
  if (did === 'email.replied' && Object.keys(where).length === 0) return 'replied()'
  if (did === 'email.clicked') return called('clicked', where.template, where.link)
  // A hand-off is asked for by its route; its steps stand behind it in the list.
  const step = Array.isArray(where.step) ? (where.step as readonly Wanted[])[0] : where.step
  return did === 'step.done' && step !== undefined ? called('done', step, where.outcome) : null
}

const list = (conditions: Condition[]): string => conditions.map(writtenCondition).join(', ')

const CONDITIONS: { [K in ConditionKind]: (condition: ConditionOf<K>) => string } = {
  field: asked,
  did: happened,
  segment: ({ segment }) => `inSegment('${segment}')`,
  score: ({ score, atLeast, atMost }) =>
    atLeast === undefined ? `${score}.atMost(${atMost})` : `${score}.atLeast(${atLeast})`,
  overdue: ({ overdue, ...more }) => `overdue('${overdue}'${options(more)})`,
  all: ({ all }) => `all(${list(all)})`,
  any: ({ any }) => `any(${list(any)})`,
  not: ({ not }) => `not(${writtenCondition(not)})`,
  anyone: ({ anyone }) => `anyone(${writtenCondition(anyone)})`,
  becomes: ({ becomes }) => `becomes(${writtenCondition(becomes)})`,
}

/** A condition in the words of the language, as its author wrote it or could have. */
export const writtenCondition = (condition: Condition): string => readCondition(CONDITIONS, condition)

const arm = ({ when }: PlanArm): string =>
  isAlways(when) ? 'otherwise([…])' : `when(${writtenCondition(when)}, […])`

function time(of: WaitTime): string {
  if ('duration' in of) return `'${of.duration}'`
  if ('weekly' in of) return `'${of.weekly}'`
  return of.side ? `${of.side}(${date(of.at)}, '${of.offset}')` : date(of.at)
}

const until = ({ until: condition }: { until?: Condition }): string =>
  condition ? `, { until: ${writtenCondition(condition)} }` : ''

const to = (one: Who | undefined): string => (one ? `, { to: ${who(one)} }` : '')

// The rest are their name and what tells them from others.
const STEPS: { [K in StepKind]?: (step: StepOf<K>) => string } = {
  send: (step) =>
    `send(${step.template === undefined ? `next('${step.next}')` : `'${step.template}'`}${to(step.to)})`,
  wait: (step) => `wait(${time(step.time)}${until(step)})`,
  around: (step) =>
    `around(${date(step.date)}, { ${Object.keys(step.at)
      .map((offset) => `'${offset}': […]`)
      .join(', ')} }${until(step)})`,
  repeat: ({ every, times }) => `repeat({ every: '${every}', times: ${times} }, […])`,
  branch: ({ arms }) => (arms.length === 1 ? arms.map(arm).join('') : `branch(${arms.map(arm).join(', ')})`),
  split: ({ id }) => `split('${id}', {…})`,
  task: (step) => `task('${step.id}'${to(step.to)})`,
  handOff: (step) => `handOff('${step.route}'${to(step.to)})`,
  set: (step) => `set(${field(step.field)}, ${value(step.value)})`,
}

/** A step in the words of the language; what stands inside it is left out. */
export function writtenStep(step: PlanStep): string {
  const write = STEPS[step.step] as ((step: PlanStep) => string) | undefined
  const content = shapeOf(step).content(step)
  return write ? write(step) : `${step.step}(${content && `'${content}'`})`
}

function trigger(on: PlanTrigger): string {
  if ('fact' in on) return `fact('${on.fact}'${on.where ? `, ${object(on.where)}` : ''})`
  if ('becomes' in on) return writtenCondition(on)
  return on.side === 'yearly' ? `yearly(${date(on.date)})` : `${on.side}(${date(on.date)}, '${on.offset}')`
}

/** An option of the sequence in the words of the language, by the name of its place (`goal`, `stop.2`); null if it says nothing there. */
export function writtenOption(plan: Plan, place: string): string | null {
  if (place === 'enter') return plan.enter ? `enter: on(${plan.enter.on.map(trigger).join(', ')})` : null
  if (place === 'goal') return plan.goal ? `goal: ${arm(plan.goal)}` : null
  const stop = /^stop\.(\d+)$/.exec(place)
  const stopped = stop ? plan.stop[Number(stop[1]) - 1] : undefined
  if (stopped) return `stop: [${arm(stopped)}]`
  const said = (plan as unknown as Record<string, unknown>)[place]
  return said === undefined || typeof said === 'function' ? null : `${place}: ${value(said)}`
}
