import { fraction, messageKey } from '../hash.ts'
import type { Json } from '../language/durations.ts'
import type { PlanStep, RefValue, StepKind, StepOf, Who } from '../plan/plan.ts'
import { addDuration } from '../time/duration.ts'
import { decide, isTrue, type Running, seenIn, visit, type Way } from './running.ts'
import { calendarOf, leadCalendar, sellerFor, valueAt } from './values.ts'
import { runAround, runRepeat } from './loops.ts'
import { enterWait, resumeWait } from './waiting.ts'

type Runner<K extends StepKind> = (
  turn: Running,
  step: StepOf<K>,
  at: { next: string | null; visit: number },
) => Way

const send: Runner<'send'> = (turn, step, at) => {
  const { plan, position, view } = turn
  const to = step.to ? sellerFor(step.to, view) : null
  const taken = step.template === undefined ? fromTrack(turn, step.next) : { template: step.template }
  if ('why' in taken) {
    decide(turn, 'skipped', step.id, taken)
    return { go: at.next }
  }
  const { template } = taken
  // Never to the lead instead: what is meant for one of ours is not for its eyes.
  if (step.to && !to) {
    decide(turn, 'skipped', step.id, { template, why: 'nobody to send it to' })
    return { go: at.next }
  }
  if ('track' in taken) position.fromTracks = [...(position.fromTracks ?? []), template]
  const key = messageKey(view.journey.id, step.id, at.visit)
  const from = sellerFor(step.from ?? plan.from ?? NOBODY, view)?.id ?? null
  const expiresAt = step.expires ? addDuration(view.now, step.expires, leadCalendar(view)) : null
  const { id } = step
  turn.effects.push({
    do: 'send',
    key,
    step: id,
    visit: at.visit,
    template,
    to: to?.id ?? null,
    from,
    expiresAt,
  })
  turn.queued.add(key)
  if (!to) position.lastMail = key
  decide(turn, 'sent', id, { ...taken, ...(to && { to: to.id }) })
  return { go: at.next }
}

/** Rule 10: the first mail of the track that fits now and that this lead never had, from anywhere. */
function fromTrack(
  turn: Running,
  track: string,
): { template: string; track: string } | { track: string; why: string } {
  const { tracks = {}, had = [] } = turn.view
  const items = Object.hasOwn(tracks, track) ? (tracks[track] ?? []) : []
  const fitting = items.filter((item) => !item.for || isTrue(turn, item.for))
  const known = new Set([...had, ...(turn.position.fromTracks ?? [])])
  const found = fitting.find((item) => !known.has(item.template))
  if (found) return { template: found.template, track }
  return { track, why: fitting.length > 0 ? 'all of it was read' : 'nothing in it fits' }
}

const NOBODY: Who = { ref: 'nobody' }

const branch: Runner<'branch'> = (turn, step, { next }) => {
  const number = step.arms.findIndex((arm) => isTrue(turn, arm.when))
  const values = Object.assign(
    {},
    ...step.arms.slice(0, number < 0 ? undefined : number + 1).map((arm) => seenIn(turn, arm.when)),
  )
  decide(turn, 'took', step.id, { arm: number < 0 ? 'none' : `${number + 1}`, ...values })
  return { go: step.arms[number]?.do[0]?.id ?? next }
}

const split: Runner<'split'> = (turn, step, at) => {
  const { plan, position, view } = turn
  const names = Object.keys(step.arms).sort()
  const key = `${step.id}#${at.visit}`
  const drawn = names[Math.floor(fraction(`${plan.sequence}/${step.id}/${view.lead.id}`) * names.length)]
  const recorded = position.arms[key]
  const arm = recorded !== undefined && Object.hasOwn(step.arms, recorded) ? recorded : drawn
  if (arm === undefined) return { go: at.next }
  position.arms[key] = arm
  decide(turn, 'took', step.id, { arm })
  return { go: step.arms[arm]?.[0]?.id ?? at.next }
}

const task: Runner<'task'> = (turn, step, at) => {
  const seller = sellerFor(step.to, turn.view)
  const dueAt = addDuration(turn.view.now, step.due, calendarOf(seller ?? turn.view.lead, turn.view))
  const { id, note = null, per = 'lead' } = step
  turn.effects.push({ do: 'task', step: id, visit: at.visit, to: seller?.id ?? null, dueAt, note, per })
  decide(turn, 'did', id, { task: id, to: seller?.id ?? null, due: new Date(dueAt).toISOString() })
  return { go: at.next }
}

const set: Runner<'set'> = (turn, step, { next }) => {
  const { id, field, value } = step
  turn.effects.push({ do: 'set', step: id, field, value })
  turn.view = { ...turn.view, values: { ...turn.view.values, [field]: value } }
  decide(turn, 'did', id, { set: field, to: Array.isArray(value) ? value.join(', ') : value })
  return { go: next }
}

const enrol: Runner<'enrol'> = (turn, step, at) => {
  turn.effects.push({ do: 'enrol', step: step.id, visit: at.visit, sequence: step.sequence })
  decide(turn, 'did', step.id, { enrol: step.sequence })
  return { go: at.next }
}

const handOff: Runner<'handOff'> = (turn, step, at) => {
  const { id, route, firstContact = null } = step
  const to = sellerFor(step.to ?? NOBODY, turn.view)?.id ?? null
  turn.effects.push({ do: 'handOff', step: id, visit: at.visit, route, to, firstContact })
  decide(turn, 'did', id, { handOff: route, ...(to && { to }) })
  return { go: at.next }
}

function resolved(value: Json | Who, turn: Running): Json | null {
  if (typeof value !== 'object' || value === null) return value
  if ('person' in value) return sellerFor(value, turn.view)?.id ?? null
  return (valueAt((value as RefValue).ref, turn.view) ?? null) as Json
}

const record: Runner<'record'> = (turn, step, at) => {
  const { view } = turn
  const said = Object.entries(step.props).map(([name, value]) => [name, resolved(value, turn)] as const)
  const props = Object.fromEntries(said.filter(([, value]) => value !== null))
  const things = view.journey.thing ? [view.journey.thing] : []
  turn.effects.push({ do: 'record', step: step.id, visit: at.visit, type: step.type, props })
  turn.view = {
    ...view,
    facts: [...view.facts, { id: 0, type: step.type, at: view.now, props, lead: view.lead.id, things }],
  }
  decide(turn, 'did', step.id, { record: step.type })
  return { go: at.next }
}

/** What each kind of step does when the journey comes to it. */
const RUN: { [K in StepKind]: Runner<K> } = {
  send,
  wait: (turn, step, { next }) => enterWait(turn, step, next),
  around: (turn, step, { next }) => runAround(turn, step, next),
  repeat: (turn, step, { next }) => runRepeat(turn, step, next),
  branch,
  split,
  task,
  set,
  enrol,
  handOff,
  record,
  end: (_, step) => ({ over: { by: 'end', reason: step.reason ?? null } }),
}

/** Runs one step and says where it leads. */
export const runStep = (turn: Running, step: PlanStep, next: string | null): Way =>
  (RUN[step.step] as Runner<StepKind>)(turn, step, { next, visit: visitOf(turn, step.id) })

// Coming back to a loop is not another visit.
const visitOf = (turn: Running, step: string): number =>
  (turn.position.loops?.[step] && turn.position.visits[step]) || visit(turn, step)

/** Looks at the step in which the journey sleeps: still asleep, or on to where it leads. */
export function resumeStep(turn: Running, step: PlanStep, next: string | null): Way {
  return step.step === 'wait' ? resumeWait(turn, step, next) : runStep(turn, step, next)
}
