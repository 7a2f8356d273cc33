import { parseDuration } from '../../time/duration.ts'
import { parseWeekly } from '../../time/weekly.ts'
import type { Plan, PlanStep } from '../plan.ts'
import { listsOf, shapeOf } from '../shapes.ts'
import { indexOf, rootsOf, spotsOf } from '../walk.ts'
import type { Fault } from './fault.ts'

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
  if (shape.sleeps) left.mailed = false
  if (step.step === 'send' && !step.to) {
    if (left.mailed)
      faults.push({
        path,
        message: 'a second mail to the lead with no wait between',
        hint: 'put a wait before it',
      })
    left.mailed = true
  }
  const inside = listsOf(step).map(([, list]) => walkList(plan, list, left.mailed, faults))
  left.mailed ||= inside.some((one) => one.leaves && one.mailed)
  const lists = inside.map((one) => one.leaves)
  left.leaves = shape.leaves?.(step, lists) ?? true
}

function waitFaults(plan: Plan): Fault[] {
  const faults: Fault[] = []
  for (const { step, path } of spotsOf(plan)) {
    if (step.step !== 'wait') continue
    if ('weekly' in step.time && !parseWeekly(step.time.weekly))
      faults.push({ path, message: `'${step.time.weekly}' is no weekday and time` })
    if (!step.until && (step.then || step.else))
      faults.push({ path, message: 'then and else of a wait need an until' })
  }
  return faults
}

const durationFaults = (plan: Plan): Fault[] =>
  spotsOf(plan).flatMap(({ step, path }) =>
    (shapeOf(step).durations?.(step) ?? [])
      .filter((text) => text !== undefined && !((parseDuration(text)?.amount ?? -1) >= 0))
      .map((text) => ({
        path,
        message: `'${text}' is no length of time`,
        hint: "write '3 days', '2 workhours'",
      })),
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
