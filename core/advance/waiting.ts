import type { Condition } from '../language/conditions.ts'
import type { Duration } from '../language/durations.ts'
import type { StepOf } from '../plan/plan.ts'
import { endingsOf } from '../plan/walk.ts'
import { addDuration } from '../time/duration.ts'
import { nextWeekly } from '../time/weekly.ts'
import { evaluate } from './evaluate.ts'
import { decide, isHeld, isTrue, type Running, seenIn, type Way } from './running.ts'
import { dateAt, leadCalendar } from './values.ts'
import type { View } from './view.ts'

type Wait = StepOf<'wait'>

/** A wait leads on, or the journey sleeps in it. */
type WayOfWait = Exclude<Way, { over: unknown }>

/** Rule 9: shorter differences between what was planned and what came are none. */
export const MINUTE = 60_000

/** When a wait that counts from `from` is over; null for a date that is not known. */
function deadline({ time }: Wait, from: number, view: View): number | null {
  const calendar = leadCalendar(view)
  if ('duration' in time) return addDuration(from, time.duration, calendar)
  if ('weekly' in time) return nextWeekly(time.weekly, from, calendar.zone)
  const date = dateAt(time.at, view)
  if (date === null || !time.offset) return date
  return addDuration(date, time.side === 'before' ? (`-${time.offset}` as Duration) : time.offset, calendar)
}

/** Until when it sleeps, as the facts and the ledger stand now. */
function retimed(turn: Running, step: Wait): number | null {
  const { view, position } = turn
  const { wait } = position
  if (!wait) return null
  if ('at' in step.time) return deadline(step, wait.from, view) ?? wait.until
  const fate = wait.afterMail === null ? undefined : view.mails[wait.afterMail]
  if (!fate) return wait.until
  if (fate.leftAt !== null) return moved(wait.until, deadline(step, fate.leftAt, view))
  // Not left yet: not before it is due, and if it should have left by now, look again after the whole time.
  const planned = moved(wait.until, deadline(step, Math.max(wait.from, fate.dueAt), view))
  return planned > view.now ? planned : (deadline(step, view.now, view) ?? planned)
}

const moved = (planned: number, now: number | null): number =>
  now === null || Math.abs(now - planned) < MINUTE ? planned : now

/** Enters a wait: over at once if its condition is true or its time is past, left out if its date is not known. */
export function enterWait(turn: Running, step: Wait, next: string | null): WayOfWait {
  const { position, view } = turn
  if (step.until && isTrue(turn, step.until)) return leave(turn, step, 'then', next)
  const mail = position.lastMail
  const fate = mail === null ? undefined : view.mails[mail]
  const until = deadline(step, Math.max(view.now, fate?.leftAt === null ? fate.dueAt : view.now), view)
  if (until === null) {
    decide(turn, 'skipped', step.id, { why: 'no date' })
    return { go: next }
  }
  if (until <= view.now) return leave(turn, step, 'else', next)
  return sleepUntil(turn, step.id, until, mail)
}

/** Sleeps in this step, with a line for the story if until when is new. */
export function sleepUntil(
  turn: Running,
  step: string,
  until: number,
  afterMail: string | null = null,
): { asleep: true } {
  const { position, view } = turn
  const before = position.wait
  if (before?.until !== until) decide(turn, 'waits', step, { until: new Date(until).toISOString() })
  position.wait = before ? { ...before, until } : { from: view.now, until, afterMail }
  return { asleep: true }
}

/** Looks at the wait that the journey sleeps in: still asleep, or over by its condition or its time (rule 7). */
export function resumeWait(turn: Running, step: Wait, next: string | null): WayOfWait {
  const { position, view } = turn
  if (step.until && isTrue(turn, step.until)) return leave(turn, step, 'then', next)
  const until = position.wait?.closed ?? retimed(turn, step)
  if (until !== null && (until > view.now || isHeld(turn))) return sleepAnew(turn, step, until)
  const judgedAt = verdictAt(turn, askedAfter(turn, step, next), until ?? view.now)
  if (judgedAt !== null) return sleepToVerdict(turn, step.id, until ?? view.now, judgedAt)
  return leave(turn, step, 'else', next)
}

// Whoever was told an instant is told when it is another (rule 9; `moved` passes over less than a minute).
function sleepAnew(turn: Running, step: Wait, until: number): { asleep: true } {
  const { wait } = turn.position
  if (!wait || wait.until === until) return { asleep: true }
  const why = 'at' in step.time ? 'its date moved' : 'counts from when its mail leaves'
  decide(turn, 'waits', step.id, { until: new Date(until).toISOString(), why })
  turn.position.wait = { ...wait, until }
  return { asleep: true }
}

/** What is asked when the time of this wait is over: its condition, the endings, and a branch that it leads to. */
export function askedAfter({ plan, index }: Running, step: Wait, next: string | null): Condition[] {
  const after = index.get(step.else?.[0]?.id ?? next ?? '')?.step
  return [
    ...(step.until ? [step.until] : []),
    ...endingsOf(plan),
    ...(after?.step === 'branch' ? after.arms.map((arm) => arm.when) : []),
  ]
}

/** When the first verdict is known on a click, made by `closed`, that changes one of these; null: none does. */
function verdictAt({ view, position }: Running, asked: Condition[], closed: number): number | null {
  const open = (view.underJudgement ?? []).filter(({ at }) => at <= closed)
  if (open.length === 0) return null
  const facts = [...view.facts, ...open].sort((a, b) => a.at - b.at)
  const released: View = { ...view, facts }
  const changes = asked.some(
    (one) => evaluate(one, released, position.seenFalse) !== evaluate(one, view, position.seenFalse),
  )
  // Not before the next instant: a verdict that is due already is the next turn's to hear.
  return changes ? Math.max(Math.min(...open.map(({ judgedAt }) => judgedAt)), view.now + 1) : null
}

function sleepToVerdict(turn: Running, step: string, closed: number, until: number): { asleep: true } {
  const { wait } = turn.position
  if (!wait) return { asleep: true }
  if (wait.until !== until)
    decide(turn, 'waits', step, { until: new Date(until).toISOString(), why: 'a click is under judgement' })
  turn.position.wait = { ...wait, until, closed }
  return { asleep: true }
}

function leave(turn: Running, step: Wait, arm: 'then' | 'else', next: string | null): WayOfWait {
  forgetMail(turn)
  turn.position.wait = null
  if (step.until) decide(turn, 'took', step.id, { arm, ...seenIn(turn, step.until) })
  return { go: step[arm]?.[0]?.id ?? next }
}

/** Whether the last mail to the lead has not left yet. */
export function isPending({ position: { lastMail }, queued, view }: Running): boolean {
  return lastMail !== null && (queued.has(lastMail) || view.mails[lastMail]?.leftAt === null)
}

/** The mail has been waited for, unless the wait was over before it left: then the next one counts from it. */
export function forgetMail(turn: Running): void {
  if (!isPending(turn)) turn.position.lastMail = null
}
