import { canonicalJson } from '../hash.ts'
import type { Plan, PlanStep } from '../plan/plan.ts'
import { listsOf, shapeOf } from '../plan/shapes.ts'
import { indexOf, spotsOf } from '../plan/walk.ts'
import { conditionWords } from './condition-words.ts'
import { NOTHING_ASSUMED } from './paths/assumed.ts'
import { sampleDates } from './paths/dates.ts'
import type { Must, Way } from './paths/route.ts'
import { holdsStep, list, type Search } from './paths/routes.ts'
import { type Sample, sampleOf } from './paths/sample.ts'
import { kindWords, stepWords } from './step-words.ts'
import { inLang, quoted, readable, type Speech } from './words/speech.ts'

export type { Sample } from './paths/sample.ts'

/** From which day after entry to which, as decimals: the earliest and the latest. */
export interface Days {
  from: number
  to: number
}

/** One thing that a route does. Days count from entry, the first and the last on which it may be. */
export interface PathEvent {
  path: string
  kind: PlanStep['step']
  /** What kind of step it is, and the step, in words. */
  caption: string
  words: string
  /** The template, or the track it is the next of; null for what is no mail to the lead. */
  mail: string | null
  day: Days | null
  times: number
  every: string | null
}

/** One route through a plan. */
export interface Path {
  /** How it comes to its end: by its last step, by an `end`, by the goal or a stop. */
  ends: 'over' | 'end' | 'goal' | 'stop'
  /** What must be so, in words: which step asks, and when; null where that is at any time. */
  must: { path: string; words: string; day: Days | null }[]
  events: PathEvent[]
  /** When it is over; null where that is at any time. */
  day: Days | null
  sample: Sample
}

/** All routes through a plan. */
export interface Paths {
  sequence: string
  /** When the sample lead enters, in epoch ms; dates that the plan counts from are set so that nothing is past. */
  entered: number
  dates: Record<string, number>
  paths: Path[]
  /** Whether there are more routes than these. */
  cut: boolean
  /** Mails that no route comes to. */
  unreachable: { path: string; mail: string }[]
  /** Mails of which that could not be found out within bounds. */
  unsettled: { path: string; mail: string }[]
}

/** Monday 2 March 2026, 10:00 UTC: a month without a change of clocks before Easter. */
const SAMPLE_ENTRY = Date.UTC(2026, 2, 2, 10)
const MOST = 50
/** Steps looked at, for all routes and for one that is searched: what is beyond is said to be. */
const BUDGET = 20_000
const SEARCH_BUDGET = 2_000
/** And for all searches together. */
const MOST_SEARCHED = 20_000
const DAY = 86_400_000

const days = (ms: number): number => Math.round((ms / DAY) * 10) / 10

/** The mail of a step, by template or track; null if it sends none. */
const mailOf = (step: PlanStep): string | null =>
  step.step === 'send' ? (step.template ?? `next(${step.next})`) : null

interface Context {
  plan: Plan
  speech: Speech
  entered: number
  dates: ReadonlyMap<string, number>
}

// A step that asks the same again and again, and hears the same: the last time says it all.
const lastOf = (musts: readonly Must[]): Must[] =>
  musts.filter(({ condition, yes, step }, n) => {
    const next = musts[n + 1]
    return (
      !next ||
      next.yes !== yes ||
      next.step !== step ||
      canonicalJson(next.condition) !== canonicalJson(condition)
    )
  })

function asPath(way: Way, ends: Path['ends'], { plan, speech, entered, dates }: Context): Path {
  const index = indexOf(plan)
  const anytime = ends === 'goal' || ends === 'stop'
  const pathOf = (id: string) => index.get(id)?.path ?? plan.sequence
  const range = (from: number, to: number) => ({ from: days(from - entered), to: days(to - entered) })
  return {
    ends: anytime ? ends : way.ended ? 'end' : 'over',
    must: [
      ...lastOf(way.musts).map(({ condition, yes, step, from, to }) => ({
        path: pathOf(step),
        words: conditionWords(condition, speech, yes),
        day: anytime ? null : range(from, to),
      })),
      ...way.chances.map(({ step, arm }) => ({
        path: pathOf(step),
        words: inLang(
          speech,
          `chance takes ${quoted(speech, readable(arm))}`,
          `по жребию — ${quoted(speech, readable(arm))}`,
        ),
        day: null,
      })),
    ],
    events: way.stops
      .filter(({ step }) => !['branch', 'split', 'repeat'].includes(step.step))
      .map(({ step, from, to, times, every }) => ({
        path: pathOf(step.id),
        kind: step.step,
        caption: kindWords(step, speech),
        words: stepWords(step, speech).title,
        mail: mailOf(step),
        day: anytime ? null : range(from, to),
        times,
        every,
      })),
    day: anytime ? null : range(way.from, way.to),
    sample: sampleOf(plan, way.musts, { entered, dates }),
  }
}

interface Root {
  ends: Path['ends']
  steps: readonly PlanStep[]
  musts: readonly Must[]
}

function rootsFor(plan: Plan, entered: number): Root[] {
  const ending = (ends: 'goal' | 'stop', arm: Plan['stop'][0]): Root => ({
    ends,
    steps: arm.do,
    // A day later than entry, so that the sample comes after it.
    musts: [{ condition: arm.when, yes: true, step: '', from: entered + DAY, to: entered + DAY }],
  })
  return [
    { ends: 'over', steps: plan.steps, musts: [] },
    ...(plan.goal ? [ending('goal', plan.goal)] : []),
    ...plan.stop.map((arm) => ending('stop', arm)),
  ]
}

function* waysFrom({ steps, musts }: Root, entered: number, search: Search) {
  const start: Way = {
    from: entered,
    to: entered,
    stops: [],
    musts,
    chances: [],
    assumed: NOTHING_ASSUMED,
    ended: false,
  }
  yield* list(steps, start, search)
}

/**
 * Every route through a plan: what must happen, what is sent and when, and a sample of somebody who goes that way. No
 * more than `most` of the main steps, and besides as many as it takes to show every mail that can be reached.
 */
export function pathsOf(
  plan: Plan,
  speech: Speech,
  { most = MOST, entered = SAMPLE_ENTRY }: { most?: number; entered?: number } = {},
): Paths {
  const dates = sampleDates(plan, entered)
  const context: Context = { plan, speech, entered, dates }
  const roots = rootsFor(plan, entered)
  const paths: Path[] = []
  const seen = new Set<string>()
  let cut = false
  const add = (way: Way, ends: Path['ends']) => {
    for (const stop of way.stops) seen.add(stop.step.id)
    paths.push(asPath(way, ends, context))
  }
  for (const root of roots) {
    const search: Search = { dates, budget: BUDGET, through: null }
    let n = 0
    for (const way of waysFrom(root, entered, search)) {
      if (n++ >= most) {
        cut = true
        break
      }
      add(way, root.ends)
    }
    if (search.budget <= 0) cut = true
  }
  const unreachable: Paths['unreachable'] = []
  const unsettled: Paths['unsettled'] = []
  const open = new Set(roots.flatMap(({ steps }) => reachable(steps)))
  let left = MOST_SEARCHED
  for (const { step, path } of spotsOf(plan)) {
    const mail = mailOf(step)
    if (mail === null || seen.has(step.id)) continue
    const found = open.has(step) ? through(roots, step.id, context, Math.min(left, SEARCH_BUDGET)) : NOWHERE
    left -= found.spent
    if (found.way) add(found.way, found.ends)
    else (found.gaveUp ? unsettled : unreachable).push({ path, mail })
  }
  return {
    sequence: plan.sequence,
    entered,
    dates: Object.fromEntries(dates),
    paths,
    cut,
    unreachable,
    unsettled,
  }
}

const NOWHERE = { way: null, ends: 'over' as const, gaveUp: false, spent: 0 }

function through(roots: readonly Root[], id: string, { entered, dates }: Context, budget: number) {
  const search: Search = { dates, budget, through: id }
  const spent = () => budget - Math.max(0, search.budget)
  for (const root of roots) {
    if (!root.steps.some((step) => holdsStep(step, id))) continue
    for (const way of waysFrom(root, entered, search)) {
      // One that ends before it comes there says nothing.
      const there = way.stops.some((stop) => stop.step.id === id)
      if (there) return { way, ends: root.ends, gaveUp: false, spent: spent() }
    }
  }
  return { ...NOWHERE, gaveUp: search.budget <= 0, spent: spent() }
}

/** The steps that can be come to by their places alone, whatever the conditions say. */
function reachable(steps: readonly PlanStep[]): PlanStep[] {
  const found: PlanStep[] = []
  for (const step of steps) {
    found.push(step, ...listsOf(step).flatMap(([, inner]) => reachable(inner)))
    if (!leaves(step)) break
  }
  return found
}

const leaves = (step: PlanStep): boolean =>
  shapeOf(step).leaves?.(
    step,
    listsOf(step).map(([, inner]) => inner.every(leaves)),
  ) ?? true
