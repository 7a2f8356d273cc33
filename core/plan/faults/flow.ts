import { parseDuration } from '../../time/duration.ts'
import { parseWeekly } from '../../time/weekly.ts'
import type { Plan, PlanStep, StepOf } from '../plan.ts'
import { listsOf, shapeOf } from '../shapes.ts'
import { indexOf, rootsOf, spotsOf } from '../walk.ts'
import type { Fault } from './fault.ts'
import { isLength, isOffset, lengthFaults, noLength } from './lengths.ts'

/** How a list of steps is left: whether it can be at all, and whether with a mail sent since the last wait. */
interface Left {
  leaves: boolean
  mailed: boolean
}

function walkList(plan: Plan, steps: PlanStep[], mailed: boolean, faults: Fault[]): Left {
  const left: Left = { leaves: true, mailed }
  for (const step of steps) {
    const path = indexOf(plan).get(step.id)?.path ?? plan.sequence
    if (!left.leaves) {
      faults.push({ path, message: 'no journey ever comes to this step' })
      break
    }
    walkStep(plan, { step, path }, left, faults)
  }
  return left
}

function walkStep(
  plan: Plan,
  { step, path }: { step: PlanStep; path: string },
  left: Left,
  faults: Fault[],
): void {
  const shape = shapeOf(step)
  // Time passes before it; between the passes of a loop, but not before its first.
  const before = shape.sleeps === 'before' ? false : left.mailed
  if (step.step === 'send' && !step.to) {
    if (left.mailed)
      faults.push({
        path,
        message: 'a second mail to the lead with no wait between',
        hint: 'put a wait before it',
      })
    left.mailed = true
  }
  let last: Left | undefined
  const inside = listsOf(step).map(([name, list, back]) => {
    const one = walkList(plan, list, name === 'else' && last ? last.mailed : before, faults)
    if (back) last = one
    return { ...one, back, name }
  })
  const leaves = (lists: boolean[]) => shape.leaves?.(step, lists) ?? true
  // Whether it can be left without any of its lists: then it is as it was before.
  const passes = last === undefined && leaves(inside.map(() => false))
  const arms = inside.filter((one) => !one.back)
  // A loop is left after its last list, unless an arm comes between.
  const byLoop = Boolean(last?.mailed) && !arms.some((one) => one.name === 'else')
  const byArm = arms.some((one) => one.leaves && one.mailed)
  left.mailed = byArm || byLoop || (passes && (shape.sleeps ? before : left.mailed))
  left.leaves = leaves(inside.map((one) => one.leaves))
}

function waitFaults(plan: Plan): Fault[] {
  const faults: Fault[] = []
  for (const { step, path } of spotsOf(plan)) {
    if (step.step === 'around') faults.push(...aroundFaults(step, path))
    if (step.step === 'repeat') faults.push(...repeatFaults(step, path))
    if (step.step === 'send' && step.next !== undefined && step.to)
      faults.push({
        path,
        message: 'a track is for leads: send(next(…)) goes to nobody else',
        hint: 'leave out to',
      })
    if (step.step !== 'wait') continue
    if ('weekly' in step.time && !parseWeekly(step.time.weekly))
      faults.push({ path, message: `'${step.time.weekly}' is no weekday and time` })
    if (!step.until && (step.then || step.else))
      faults.push({ path, message: 'then and else of a wait need an until' })
  }
  return faults
}

function aroundFaults(step: StepOf<'around'>, path: string): Fault[] {
  const offsets = Object.keys(step.at)
  const wrong = offsets.filter((offset) => !isOffset(offset))
  return [
    ...(offsets.length === 0 ? [{ path, message: 'around names no time: nothing would happen' }] : []),
    ...wrong.map((offset) => ({
      path: `${path}.${offset}`,
      message: `'${offset}' is no time before or after a date`,
      hint: "write '-3 days', '+5 workdays'",
    })),
    ...offsets.filter(isOffset).flatMap((offset) => lengthFaults(`${path}.${offset}`, offset)),
    ...(!step.until && (step.then || step.else)
      ? [{ path, message: 'then and else of an around need an until' }]
      : []),
  ]
}

/** More passes than this are no plan but a mistake. */
const MOST_PASSES = 1_000

function repeatFaults({ every, times, steps }: StepOf<'repeat'>, path: string): Fault[] {
  const counted = Number.isInteger(times) && times >= 1 && times <= MOST_PASSES
  return [
    ...(counted
      ? []
      : [{ path, message: `times: ${times} is no number of passes`, hint: `from 1 to ${MOST_PASSES}` }]),
    ...(parseDuration(every)?.amount === 0
      ? [{ path, message: 'every: no time passes between the passes', hint: "every: '1 month'" }]
      : []),
    ...(steps.length === 0 ? [{ path, message: 'it repeats no step' }] : []),
  ]
}

const durationFaults = (plan: Plan): Fault[] =>
  spotsOf(plan).flatMap(({ step, path }) =>
    (shapeOf(step).durations?.(step) ?? [])
      .filter((text) => text !== undefined)
      .flatMap((text) => (isLength(text) ? lengthFaults(path, text) : [noLength(path, text)])),
  )

/** Rule 5: what runs when a journey ends runs at once. */
const endingFaults = (plan: Plan): Fault[] =>
  spotsOf(plan)
    .filter(({ step, path }) => shapeOf(step).sleeps && /› (goal|stop)\./.test(path))
    .map(({ path }) => ({
      path,
      message: 'the steps of goal and stop may not wait',
      hint: 'enrol another sequence for what takes time',
    }))

function alikeFaults(plan: Plan): Fault[] {
  const first = new Map<string, string>()
  const faults: Fault[] = []
  for (const { step, path } of spotsOf(plan)) {
    const other = first.get(step.id)
    if (other === undefined) first.set(step.id, path)
    else
      faults.push({
        path,
        message: `the same as the step at ${other.split(' › ')[1]}`,
        hint: 'give each an id of its own',
      })
  }
  return faults
}

/** Faults of the order of steps: what is never reached, mails without a wait, waits where none may be, alike steps. */
export function flowFaults(plan: Plan): Fault[] {
  const faults: Fault[] = []
  for (const { steps } of rootsOf(plan)) walkList(plan, steps, false, faults)
  return [
    ...faults,
    ...waitFaults(plan),
    ...durationFaults(plan),
    ...endingFaults(plan),
    ...alikeFaults(plan),
  ]
}
