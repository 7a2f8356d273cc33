import type { Duration } from '../../language/durations.ts'
import type { Plan, PlanStep, RefValue } from '../../plan/plan.ts'
import { spotsOf } from '../../plan/walk.ts'
import { addDuration, type Calendar, lengthOf, parseDuration } from '../../time/duration.ts'

/** Times of a route are those of a lead in UTC and without holidays. */
export const CALENDAR: Calendar = { zone: 'UTC', country: null }

const HOUR = 3_600_000
const DAY = 24 * HOUR

const later = (at: number, duration: string): number =>
  parseDuration(duration) ? addDuration(at, duration as Duration, CALENDAR) : at

const backwards = (duration: string): string =>
  duration.startsWith('-') ? duration.slice(1) : `-${duration}`

/** So long before or after a date. A text that is no length of time moves nothing. */
export const offsetBy = (at: number, offset: string | undefined, side?: 'before' | 'after'): number =>
  offset === undefined ? at : later(at, side === 'before' ? backwards(offset) : offset.replace(/^\+/, ''))

const roughly = (duration: string): number => (parseDuration(duration) ? lengthOf(duration as Duration) : 0)

interface Use {
  ref: RefValue
  /** The longest time before the date that is asked for, in ms. */
  before: number
}

function useOf(step: PlanStep): Use | null {
  if (step.step === 'around')
    return { ref: step.date, before: Math.max(0, ...Object.keys(step.at).map((offset) => -roughly(offset))) }
  if (step.step !== 'wait' || !('at' in step.time)) return null
  const { at, offset, side } = step.time
  return { ref: at, before: offset && side === 'before' ? roughly(offset) : 0 }
}

/**
 * A date for each that the plan counts from, so that nothing of it is past: the one that starts it as its trigger says,
 * a fallback from entry, any other a week before it is first asked for.
 */
export function sampleDates(plan: Plan, entered: number): Map<string, number> {
  const dates = new Map<string, number>()
  for (const trigger of plan.enter?.on ?? []) {
    if (!('date' in trigger) || trigger.side === 'yearly') continue
    dates.set(
      trigger.date.ref,
      offsetBy(entered, trigger.offset, trigger.side === 'before' ? 'after' : 'before'),
    )
  }
  let waited = 0
  for (const { step } of spotsOf(plan)) {
    if (step.step === 'wait' && 'duration' in step.time) waited += roughly(step.time.duration)
    const use = useOf(step)
    if (!use || dates.has(use.ref.ref)) continue
    dates.set(use.ref.ref, sampleDate(use, entered, waited, dates))
  }
  return dates
}

function sampleDate(
  { ref, before }: Use,
  entered: number,
  waited: number,
  dates: Map<string, number>,
): number {
  if (ref.fallback) return later(entered, ref.fallback)
  const own = entered + Math.ceil((before + waited) / DAY + 7) * DAY
  // The end of an event comes after its start.
  const thing = `${ref.ref.split('.')[0]}.`
  const others = [...dates].filter(([name]) => name.startsWith(thing)).map(([, at]) => at + HOUR)
  return others.length > 0 ? Math.max(...others) : own
}
