import { canonicalJson } from '../hash.ts'
import type { Condition } from '../language/conditions.ts'
import { type Asked, mentionsOf } from '../plan/conditions.ts'
import type { Plan, RefValue, Subject } from '../plan/plan.ts'
import { shapeOf } from '../plan/shapes.ts'
import { endingsOf, pathIn } from '../plan/walk.ts'
import { CHANGED, type Effect, type Listen, type Outcome, type Turn } from './effects.ts'
import { earliest, nextChange } from './next-change.ts'
import type { Position } from './position.ts'
import { decideEnding, endingOf, type Running, startTurn, toBeSeenFalse, type Way } from './running.ts'
import { heedReply, REPLIED } from './replies.ts'
import { resumeStep, runStep } from './run.ts'
import { askedAfter } from './waiting.ts'
import type { View } from './view.ts'

/** More steps without a wait than this are cut in two turns, so that no turn holds its locks for long. */
const STEPS_A_TURN = 500

/**
 * One turn of a journey: what it does now, until its next wait or its end. A pure function: the same plan, position
 * and view give the same turn, and asked again about its own result at the same instant it is idle.
 *
 * Goal and stops are asked first (rule 5), then the wait that it sleeps in (rule 7). `wakeAt` is in epoch ms of
 * business time.
 */
export function advance(plan: Plan, position: Position, view: View): Turn {
  const turn = startTurn(plan, position, view)
  const ending = endingOf(turn)
  if (ending) {
    decideEnding(turn, ending.by, ending.name, ending.arm.when)
    const reason = runFrom(turn, ending.arm.do[0]?.id ?? null).outcome?.reason ?? null
    return over(turn, position, { by: ending.by, reason })
  }
  if (heedReply(turn)) {
    turn.decisions.push({ what: 'stop', step: null, path: pathIn(plan, 'reply'), values: { why: ANSWERED } })
    return over(turn, position, { by: 'stop', reason: ANSWERED })
  }
  if (position.at === null) turn.effects.push(...audiences(plan, 'join'))
  const { outcome, cut } = goOn(turn)
  if (outcome) return over(turn, position, outcome)
  return cut ? moved(turn, view.now) : asleep(turn, position)
}

const ANSWERED = 'they answered'

const audiences = ({ during = [] }: Plan, what: 'join' | 'leave'): Effect[] =>
  during.map(({ audience }) => ({ do: what, audience }))

interface Ran {
  outcome?: Outcome
  cut?: true
}

function goOn(turn: Running): Ran {
  const { plan, position, index } = turn
  const first = plan.steps[0]?.id ?? null
  const spot = position.at === null ? undefined : index.get(position.at)
  if (!position.wait || !spot || !shapeOf(spot.step).sleeps) return runFrom(turn, position.at ?? first)
  const way = resumeStep(turn, spot.step, spot.next)
  return 'go' in way ? runFrom(turn, way.go) : {}
}

/** Runs steps until one sleeps or ends the journey, or there is none left. */
function runFrom(turn: Running, start: string | null): Ran {
  let at = start
  for (let steps = 0; steps < STEPS_A_TURN; steps++) {
    const spot = at === null ? undefined : turn.index.get(at)
    if (!spot) return { outcome: { by: 'finished', reason: null } }
    turn.position.at = spot.step.id
    const way: Way = runStep(turn, spot.step, spot.next)
    if ('asleep' in way) return {}
    if ('over' in way) return { outcome: way.over }
    at = way.go
  }
  if (at === null) return { outcome: { by: 'finished', reason: null } }
  turn.position.at = at
  return { cut: true }
}

/** What it waits for besides its deadline: its own condition, goal and stops. */
function awaited(turn: Running): { conditions: Condition[]; refs: RefValue[] } {
  const { plan, position, index } = turn
  const spot = position.at === null ? undefined : index.get(position.at)
  const step = spot?.step
  const shape = step && shapeOf(step)
  // Asleep to a verdict, it hears what it will be asked then.
  const closed = position.wait?.closed !== undefined && spot && step?.step === 'wait'
  return {
    conditions: [
      ...endingsOf(plan),
      ...toBeSeenFalse(turn),
      ...(step && shape?.sleeps ? (shape.conditions?.(step) ?? []) : []),
      ...(closed ? askedAfter(turn, step, spot.next) : []),
    ],
    refs: step && shape?.sleeps ? (shape.refs?.(step) ?? []) : [],
  }
}

function asleep(turn: Running, before: Position): Turn {
  const { conditions } = awaited(turn)
  const { wait, heldUntil = Number.NEGATIVE_INFINITY } = turn.position
  const deadline = wait ? Math.max(wait.until, heldUntil) : null
  // What the turn itself set or recorded can have made an ending true: that is the next turn's to find.
  const wakeAt = endingOf(turn)
    ? turn.view.now
    : earliest([deadline, ...conditions.map((condition) => nextChange(condition, turn.view))])
  const idle = canonicalJson(turn.position) === canonicalJson(before)
  return idle ? { idle: true, wakeAt, details: detailsOf(turn) } : moved(turn, wakeAt)
}

function moved(turn: Running, wakeAt: number | null): Turn {
  const { position, effects, decisions } = turn
  return {
    idle: false,
    position,
    effects,
    decisions,
    wakeAt,
    listen: listenOf(turn),
    outcome: null,
    details: detailsOf(turn),
  }
}

function over(turn: Running, before: Position, outcome: Outcome): Turn {
  const { plan, decisions } = turn
  const position: Position = { ...turn.position, wait: null }
  delete position.heldUntil
  // What ends in its first turn never was in an audience.
  const joined = turn.effects.some((effect) => effect.do === 'join')
  const effects = joined
    ? turn.effects.filter((effect) => effect.do !== 'join')
    : [...turn.effects, ...(before.at !== null ? audiences(plan, 'leave') : [])]
  const details = `${plan.sequence}: over (${outcome.by})`
  return { idle: false, position, effects, decisions, wakeAt: null, listen: [], outcome, details }
}

const SUBJECTS = { lead: 'lead', account: 'account' } as const

function fieldChange(path: string): Listen[] {
  const kind = path.slice(0, path.indexOf('.'))
  if (kind === 'entry') return []
  const subject = Object.hasOwn(SUBJECTS, kind) ? SUBJECTS[kind as keyof typeof SUBJECTS] : 'thing'
  return [{ subject, type: CHANGED[subject] }]
}

function askedOf({ facts, fields, score }: Asked, subjectOf: (type: string) => Subject): Listen[] {
  return [
    ...facts.map(({ type }) => ({ subject: subjectOf(type), type })),
    ...fields.flatMap(fieldChange),
    ...(score ? [{ subject: 'lead', type: CHANGED.score } as const] : []),
  ]
}

function listenOf(turn: Running): Listen[] {
  const { plan, view } = turn
  const { conditions, refs } = awaited(turn)
  const mentions = conditions.map((condition) => mentionsOf(condition, view.segments))
  const subjectOf = (type: string): Subject => view.about?.[type] ?? 'lead'
  const colleagues = mentions.flatMap((one) => (one.colleagues ? askedOf(one.colleagues, subjectOf) : []))
  const all: Listen[] = [
    ...mentions.flatMap((one) => askedOf(one, subjectOf)),
    // What any person of the company does is heard through the company.
    ...colleagues.map((one): Listen => (one.subject === 'lead' ? { ...one, subject: 'account' } : one)),
    ...refs.flatMap(({ ref }) => fieldChange(ref)),
    ...(plan.reply === 'go on' ? [] : [{ subject: 'lead', type: REPLIED } as const]),
  ]
  return [...new Map(all.map((one) => [`${one.subject} ${one.type}`, one])).values()]
}

/** In words, without any person: this stands on Temporal's own page. */
function detailsOf({ plan, position, index }: Running): string {
  const path = (position.at !== null && index.get(position.at)?.path) || plan.sequence
  if (!position.wait) return path
  const until = Math.max(position.wait.until, position.heldUntil ?? position.wait.until)
  return `${path}: waits until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
