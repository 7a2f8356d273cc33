import { becomesKey, evaluate, evidence } from './evaluate.ts'
import type { Becomes, Condition } from '../language/conditions.ts'
import type { Json } from '../language/durations.ts'
import { withParts } from '../plan/conditions.ts'
import type { Plan, PlanArm } from '../plan/plan.ts'
import { conditionsOf, indexOf, joined, pathIn, type Spot } from '../plan/walk.ts'
import type { Decision, Effect, Outcome } from './effects.ts'
import type { Position } from './position.ts'
import type { View } from './view.ts'

/** A turn while it runs. `position` and `view` are its own copies and change with each step. */
export interface Running {
  plan: Plan
  index: Map<string, Spot>
  position: Position
  view: View
  effects: Effect[]
  decisions: Decision[]
  /** Ledger keys of the mails that this turn queues: the view cannot know them yet. */
  queued: Set<string>
  /** Until when an answer held the journey, in the turn in which that is over. */
  heldBefore?: number
}

/** Where a step leads: to a step (null: past the last one), into sleep, or to the end. */
export type Way = { go: string | null } | { asleep: true } | { over: Outcome }

// A fact of another person of the company does not count, however the view was read.
const ownFacts = (about: NonNullable<View['about']>, view: View): View['facts'] =>
  view.facts.filter((fact) => (about[fact.type] ?? 'lead') !== 'lead' || fact.lead === view.lead.id)

/** Begins a turn: notes which `becomes` are seen false now. */
export function startTurn(plan: Plan, position: Position, view: View): Running {
  const about = { ...view.about, ...plan.about }
  const turn: Running = {
    plan,
    index: indexOf(plan),
    position: structuredClone(position),
    view: { ...view, about, facts: ownFacts(about, view) },
    effects: [],
    decisions: [],
    queued: new Set(),
  }
  observe(turn)
  return turn
}

const becomesOf = (plan: Plan): Becomes[] =>
  conditionsOf(plan)
    .flatMap(withParts)
    .filter((part) => 'becomes' in part)

/** What a `becomes` of the plan has still to be seen false, so that it can come true. */
export const toBeSeenFalse = ({ plan, position }: Running): Condition[] =>
  becomesOf(plan)
    .map((part) => part.becomes)
    .filter((inner) => !position.seenFalse[becomesKey(inner)])

function observe({ plan, position, view }: Running): void {
  for (const part of becomesOf(plan)) {
    const key = becomesKey(part.becomes)
    if (!position.seenFalse[key]) position.seenFalse[key] = !evaluate(part.becomes, view, position.seenFalse)
  }
}

/** Whether the condition is true in this turn, with all that the turn itself has changed. */
export const isTrue = (turn: Running, condition: Condition): boolean =>
  evaluate(condition, turn.view, turn.position.seenFalse)

/** The values on which it was judged. */
export const seenIn = (turn: Running, condition: Condition): Record<string, Json> =>
  evidence(condition, turn.view)

/** Counts one more visit of a step; with it, each visit has its own keys. */
export function visit(turn: Running, step: string): number {
  const count = (turn.position.visits[step] ?? 0) + 1
  turn.position.visits[step] = count
  return count
}

/** Writes a line for the story, about a step or a part of it. */
export function decide(
  turn: Running,
  what: Decision['what'],
  step: string,
  values: Record<string, Json> = {},
  part?: string,
): void {
  const path = joined(turn.index.get(step)?.path ?? turn.plan.sequence, part ?? '')
  turn.decisions.push({ what, step, path, values })
}

/** Whether an answer holds the journey: no time passes in it (rule 13). */
export const isHeld = ({ position }: Running): boolean => position.heldUntil !== undefined

/** What ends the journey now: the goal, else the first stop that is true (rule 5). */
export function endingOf(turn: Running): { by: 'goal' | 'stop'; arm: PlanArm; name: string } | null {
  const { goal, stop } = turn.plan
  if (goal && isTrue(turn, goal.when)) return { by: 'goal', arm: goal, name: 'goal' }
  const at = stop.findIndex((arm) => isTrue(turn, arm.when))
  const arm = stop[at]
  return arm ? { by: 'stop', arm, name: `stop.${at + 1}` } : null
}

/** Writes the line that says why the journey ends. */
export function decideEnding(turn: Running, by: 'goal' | 'stop', name: string, condition: Condition): void {
  turn.decisions.push({
    what: by,
    step: null,
    path: pathIn(turn.plan, name),
    values: seenIn(turn, condition),
  })
}
