import type { Duration } from '../language/durations.ts'
import type { PlanStep, StepOf } from '../plan/plan.ts'
import { entriesOf, listsOf } from '../plan/shapes.ts'
import { addDuration, parseDuration } from '../time/duration.ts'
import type { LoopState } from './position.ts'
import { decide, isHeld, isTrue, type Running, seenIn, type Way } from './running.ts'
import { dateAt, leadCalendar } from './values.ts'
import { forgetMail, isPending, MINUTE, sleepUntil } from './waiting.ts'

type Around = StepOf<'around'>
type Repeat = StepOf<'repeat'>

function stateOf<K extends LoopState['kind']>(
  { position }: Running,
  step: string,
  kind: K,
): Extract<LoopState, { kind: K }> | undefined {
  const state = position.loops?.[step]
  return state?.kind === kind ? (state as Extract<LoopState, { kind: K }>) : undefined
}

function keep({ position }: Running, step: string, state: LoopState | null): void {
  const { [step]: _, ...others } = position.loops ?? {}
  const loops = state === null ? others : { ...others, [step]: state }
  if (Object.keys(loops).length > 0) position.loops = loops
  else delete position.loops
}

interface Entry {
  offset: string
  steps: PlanStep[]
  at: number
}

/** What is still to come of an `around`, in order, with its times as the date stands now. */
function toCome(step: Around, date: number, done: string[], turn: Running): Entry[] {
  return entriesOf(step)
    .filter(([offset]) => !done.includes(offset))
    .map(([offset, steps]) => ({
      offset,
      steps,
      at: addDuration(date, offset as Duration, leadCalendar(turn.view)),
    }))
    .sort((a, b) => a.at - b.at)
}

/**
 * Rule 8: enters an `around`, looks at it while the journey sleeps in it, and comes back to it after each entry. Late is
 * what was past when the journey came here, when the date moved, or when a hold ended; what is due only because the
 * turn comes late still runs.
 */
export function runAround(turn: Running, step: Around, next: string | null): Way {
  const { view } = turn
  if (step.until && isTrue(turn, step.until)) return leaveAround(turn, step, 'then', next)
  const state = stateOf(turn, step.id, 'around')
  const date = dateAt(step.date, view) ?? state?.date ?? null
  if (date === null) {
    decide(turn, 'skipped', step.id, { why: 'no date' })
    return { go: next }
  }
  const lateAt = !state || state.date !== date ? view.now : (turn.heldBefore ?? Number.NEGATIVE_INFINITY)
  const entries = toCome(step, date, state?.done ?? [], turn)
  const late = entries.filter((entry) => entry.at + MINUTE <= lateAt)
  // With an `until`, and all of it past, there is nothing left to wait for.
  const first = step.late === 'first' && !(step.until && late.length === entries.length) ? late[0] : undefined
  const skipped = late.filter((entry) => entry !== first)
  for (const { offset } of skipped)
    decide(turn, 'skipped', step.id, { entry: offset, why: 'too late' }, offset)
  const done = [...(state?.done ?? []), ...skipped.map((entry) => entry.offset)]
  const [coming] = entries.filter((entry) => !skipped.includes(entry))
  keep(turn, step.id, { kind: 'around', date, done })
  if (!coming) {
    const held = turn.position.heldUntil
    return held === undefined ? leaveAround(turn, step, 'else', next) : sleepUntil(turn, step.id, held)
  }
  if (coming.at > view.now || isHeld(turn)) return sleepUntil(turn, step.id, coming.at)
  keep(turn, step.id, { kind: 'around', date, done: [...done, coming.offset] })
  wake(turn)
  // An entry without steps is an instant to look again.
  return { go: coming.steps[0]?.id ?? step.id }
}

function wake(turn: Running): void {
  if (turn.position.wait) forgetMail(turn)
  turn.position.wait = null
}

function leaveAround(turn: Running, step: Around, arm: 'then' | 'else', next: string | null): Way {
  wake(turn)
  keep(turn, step.id, null)
  if (step.until) decide(turn, 'took', step.id, { arm, ...seenIn(turn, step.until) })
  return { go: step[arm]?.[0]?.id ?? next }
}

/** The instant of a pass, counted from the first one's time; the first is pass 0. */
function passAt({ every }: Repeat, from: number, pass: number, turn: Running): number {
  const length = parseDuration(every)
  if (pass === 0 || !length) return from
  return addDuration(from, `${length.amount * pass} ${length.unit}` as Duration, leadCalendar(turn.view))
}

const mails = (steps: PlanStep[]): boolean =>
  steps.some((step) => (step.step === 'send' && !step.to) || listsOf(step).some(([, list]) => mails(list)))

/**
 * Rule 15: enters a `repeat`, looks at it while the journey sleeps in it, and comes back to it after each pass. A pass
 * whose next one is due too was missed (a hold, a long wait inside) and is left out, and so is one that would mail
 * while the mail before has not left (rule 9).
 */
export function runRepeat(turn: Running, step: Repeat, next: string | null): Way {
  const { view } = turn
  const { from, passes } = stateOf(turn, step.id, 'repeat') ?? { from: view.now, passes: 0 }
  if (passes >= step.times) {
    wake(turn)
    keep(turn, step.id, null)
    return { go: next }
  }
  const at = passAt(step, from, passes, turn)
  keep(turn, step.id, { kind: 'repeat', from, passes })
  if (at > view.now || isHeld(turn)) return sleepUntil(turn, step.id, at)
  keep(turn, step.id, { kind: 'repeat', from, passes: passes + 1 })
  const why = missed(turn, step, from, passes)
  if (why === null) {
    wake(turn)
    return { go: step.steps[0]?.id ?? step.id }
  }
  decide(turn, 'skipped', step.id, { pass: passes + 1, why })
  return { go: step.id }
}

function missed(turn: Running, step: Repeat, from: number, passes: number): string | null {
  if (passes === 0) return null
  if (passes + 1 < step.times && passAt(step, from, passes + 1, turn) <= turn.view.now) return 'too late'
  return isPending(turn) && mails(step.steps) ? 'the mail before has not left' : null
}
