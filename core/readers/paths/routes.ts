import type { Condition } from '../../language/conditions.ts'
import type { Duration } from '../../language/durations.ts'
import type { PlanStep, StepKind, StepOf } from '../../plan/plan.ts'
import { entriesOf, listsOf, shapeOf } from '../../plan/shapes.ts'
import { addDuration, parseDuration } from '../../time/duration.ts'
import { nextWeekly } from '../../time/weekly.ts'
import { afterTime, afterWrite, assume, openPart, truth } from './assumed.ts'
import { CALENDAR, offsetBy } from './dates.ts'
import type { Must, Way } from './route.ts'

/** What routes are looked for with. */
export interface Search {
  dates: ReadonlyMap<string, number>
  /** How many more steps may be looked at, so that no plan takes for ever. */
  budget: number
  /** Only routes through this step, if one is named. */
  through: string | null
}

type Routes = Generator<Way, void>

const stopAt = (way: Way, step: PlanStep): Way => ({
  ...way,
  stops: [...way.stops, { step, from: way.from, to: way.to, times: 1, every: null }],
})

/** The way on if this condition holds or does not; null where it cannot be by what happened before. */
function ask(way: Way, condition: Condition, yes: boolean, step: string, from = way.from): Way | null {
  const known = truth(condition, way.assumed)
  const assumed = assume(condition, yes, way.assumed)
  if (!assumed) return null
  const must: Must = { condition: openPart(condition, way.assumed), yes, step, from, to: way.to }
  return { ...way, assumed, musts: known === null ? [...way.musts, must] : way.musts }
}

const slept = (way: Way, from: number, to: number): Way =>
  from === way.from && to === way.to ? way : { ...way, from, to, assumed: afterTime(way.assumed) }

// Working days that begin on Saturday at noon end after those that begin on Sunday morning.
function sleptFor(way: Way, over: (from: number) => number): Way {
  const [one, other] = [over(way.from), over(way.to)]
  return slept(way, Math.min(one, other), Math.max(one, other))
}

function until(way: Way, { time }: StepOf<'wait'>, search: Search): Way {
  if ('at' in time) {
    const date = search.dates.get(time.at.ref)
    if (date === undefined) return way
    const at = offsetBy(date, time.offset, time.side)
    return slept(way, Math.max(way.from, at), Math.max(way.to, at))
  }
  return sleptFor(way, (from) => {
    if ('weekly' in time) return nextWeekly(time.weekly, from, CALENDAR.zone)
    return parseDuration(time.duration) ? addDuration(from, time.duration, CALENDAR) : from
  })
}

type Follow<K extends StepKind> = (step: StepOf<K>, way: Way, search: Search) => Routes

const wait: Follow<'wait'> = function* (step, way, search) {
  const end = until(way, step, search)
  if (!step.until) {
    yield* list(step.else ?? [], end, search)
    return
  }
  const holds = truth(step.until, way.assumed) === true
  // It may come true at any time until the wait is over.
  const early = holds
    ? way
    : ask({ ...slept(way, way.from, end.to), from: way.from }, step.until, true, step.id)
  if (early) yield* list(step.then ?? [], early, search)
  const late = holds ? null : ask(end, step.until, false, step.id)
  if (late) yield* list(step.else ?? [], late, search)
}

const around: Follow<'around'> = function* (step, way, search) {
  const date = search.dates.get(step.date.ref)
  if (date === undefined) {
    yield way
    return
  }
  yield* entriesFrom(0, step, date, way, search, false)
}

function* entriesFrom(
  n: number,
  step: StepOf<'around'>,
  date: number,
  way: Way,
  search: Search,
  skipping: boolean,
): Routes {
  const [offset, steps] = entriesOf(step)[n] ?? []
  const holds = step.until ? truth(step.until, way.assumed) === true : false
  if (offset === undefined || steps === undefined) {
    const late = step.until ? ask(way, step.until, holds, step.id) : way
    if (late) yield* list((holds ? step.then : step.else) ?? [], late, search)
    return
  }
  const at = offsetBy(date, offset)
  if (step.until) {
    const to = Math.max(way.to, at)
    const early = holds
      ? way
      : ask({ ...slept(way, way.from, to), from: way.from }, step.until, true, step.id)
    if (early) yield* list(step.then ?? [], early, search)
    if (holds) return
  }
  const past = at < way.from
  const first = past && step.late === 'first' && !skipping
  if (past && !first) {
    yield* entriesFrom(n + 1, step, date, way, search, skipping)
    return
  }
  const there = slept(way, Math.max(way.from, at), Math.max(way.to, at))
  const not = step.until ? ask(there, step.until, false, step.id) : there
  if (!not) return
  for (const done of list(steps, not, search)) {
    if (done.ended) yield done
    else yield* entriesFrom(n + 1, step, date, done, search, first || skipping)
  }
}

const repeat: Follow<'repeat'> = function* (step, way, search) {
  const begun = way.stops.length
  for (const pass of list(step.steps, way, search)) {
    if (pass.ended) {
      yield pass
      continue
    }
    const stops = pass.stops.map((stop, n) =>
      n < begun ? stop : { ...stop, times: stop.times * step.times, every: stop.every ?? step.every },
    )
    let last = pass
    if (parseDuration(step.every) && step.times > 1) {
      // All passes but the first, each a whole length of time after it.
      const length = multiplied(step.every, step.times - 1)
      last = sleptFor(pass, (from) => addDuration(from, length, CALENDAR))
    }
    yield { ...last, stops }
  }
}

function multiplied(duration: string, n: number): Duration {
  const { amount = 0, unit = 'day' } = parseDuration(duration) ?? {}
  return `${Math.min(amount * n, 90_000)} ${unit}s` as Duration
}

const branch: Follow<'branch'> = function* ({ arms, id }, way, search) {
  let left: Way | null = way
  for (const arm of arms) {
    if (!left) return
    const taken = ask(left, arm.when, true, id)
    if (taken) yield* list(arm.do, taken, search)
    left = ask(left, arm.when, false, id)
  }
  if (left) yield left
}

const split: Follow<'split'> = function* (step, way, search) {
  for (const [arm, steps] of listsOf(step))
    yield* list(steps, { ...way, chances: [...way.chances, { step: step.id, arm }] }, search)
}

const FOLLOW: { [K in StepKind]?: Follow<K> } = {
  wait,
  around,
  repeat,
  branch,
  split,
  end: function* (_, way) {
    yield { ...way, ended: true }
  },
  set: function* ({ field }, way) {
    yield { ...way, assumed: afterWrite(way.assumed, field) }
  },
}

// A kind that says nothing of its ways leads along each of its lists, and past them where its shape says so.
function* anyList(step: PlanStep, way: Way, search: Search): Routes {
  const lists = listsOf(step)
  for (const [arm, steps] of lists)
    yield* list(steps, { ...way, chances: [...way.chances, { step: step.id, arm }] }, search)
  if (
    shapeOf(step).leaves?.(
      step,
      lists.map(() => false),
    ) ??
    true
  )
    yield way
}

function* follow(step: PlanStep, way: Way, search: Search): Routes {
  const own = FOLLOW[step.step] as Follow<StepKind> | undefined
  yield* (own ?? anyList)(step, stopAt(way, step), search)
}

/** Whether it is this step, or it stands inside. */
export const holdsStep = (step: PlanStep, id: string): boolean =>
  step.id === id || listsOf(step).some(([, steps]) => steps.some((one) => holdsStep(one, id)))

/** Every way through these steps, lazily. Ends with the budget; whoever asks sees that by what is left of it. */
export function* list(steps: readonly PlanStep[], way: Way, search: Search): Routes {
  const [first, ...rest] = steps
  if (!first || way.ended) {
    yield way
    return
  }
  if (search.budget-- <= 0) return
  const { through } = search
  const must = through !== null && holdsStep(first, through)
  for (const on of follow(first, way, search)) {
    if (must && !on.stops.some((stop) => stop.step.id === through)) continue
    yield* list(rest, on, search)
  }
}
