import type { Condition } from './conditions.ts'
import type { Duration, Offset, Weekly } from './durations.ts'
import type { FactType, NameOf, PropsOf } from './names.ts'
import type { Instant, Person, Ref } from './values.ts'

/** Steps that run if the condition holds: in a list by itself, or as one arm of a `branch`. */
export interface Arm {
  readonly when: Condition
  readonly do: readonly Step[]
}

/** One step as the author writes it. `core/plan/plan.ts` has the exact form of each. */
export type Step = ({ readonly step: string; readonly id?: string } & Readonly<Record<string, unknown>>) | Arm

/** Somebody of ours: by role, or a field that holds a seller's id. */
type Who = Person | Ref<string>

/**
 * The next mail of a track, for `send`: the first whose `for` fits the lead now and that this lead never had.
 *
 * @example send(next('know-how'))
 */
export const next = (track: NameOf<'track'>): { readonly next: string } => ({ next: track })

/**
 * Sends a template to the lead, or to one of ours (`to`), or the next mail of a track. Whether it may go, and when, is decided when it is due.
 * `expires`: not worth sending any more after this long.
 *
 * @example send('tender/received')
 * @example send('alert/no-proposal', { to: headOf(owner()) })
 */
export const send = (
  what: NameOf<'template'> | { readonly next: string },
  options: { to?: Who; from?: Person; expires?: Duration; id?: string } = {},
): Step => ({ step: 'send', ...(typeof what === 'string' ? { template: what } : what), ...options })

const DAYS = /^(mon|tue|wed|thu|fri|sat|sun) /

function waitTime(time: Duration | Weekly | Instant | Ref<Date>) {
  if (typeof time === 'string') return DAYS.test(time) ? { weekly: time } : { duration: time }
  return 'at' in time ? time : { at: time }
}

/**
 * Sleeps: a length of time, until a weekday and hour of the lead, or until a date. With `until`, it is over as soon as
 * the condition is true: then `then` runs; if time runs out first, `else`. Both flow on to the next step.
 *
 * @example wait('3 days', { until: did('document.opened'), else: [send('document/reminder')] })
 * @example wait('tue 10:00')
 * @example wait(before(enquiry.deadline, '3 days'))
 */
export const wait = (
  time: Duration | Weekly | Instant | Ref<Date>,
  options: { until?: Condition; then?: readonly Step[]; else?: readonly Step[]; id?: string } = {},
): Step => ({ step: 'wait', time: waitTime(time), ...options })

/**
 * Steps around a date, each at its own distance from it. What is past already when the journey comes here is skipped
 * with a line in the story; with `late: 'first'` the first of it runs now and the rest is skipped. If the date moves,
 * all that is to come moves with it; without a date the whole step is left out. `until`, `then` and `else` are those of
 * `wait`: asked at once and at every fact while the journey sleeps here, `else` runs after the last entry, which may be
 * empty. An entry that has begun runs to its end first, with the waits inside it.
 *
 * @example around(event.startsAt, { '-1 day': [send('event/tomorrow')], '-1 hour': [send('event/link')] })
 */
export const around = (
  date: Ref<Date>,
  at: Readonly<Partial<Record<Offset, readonly Step[]>>>,
  options: {
    until?: Condition
    then?: readonly Step[]
    else?: readonly Step[]
    late?: 'skip' | 'first'
    id?: string
  } = {},
): Step => ({ step: 'around', date, at, ...options })

/**
 * The same steps so many times: the first pass at once, each other counted from the first one's time, so that it never
 * drifts (31 January, 28 February, 31 March). A pass whose next one is due already is left out with a line in the story,
 * and so is one that would mail while the mail of the pass before has not left.
 *
 * @example repeat({ every: '1 month', times: 6 }, [send(next('know-how'))])
 */
export const repeat = (
  options: { every: Duration; times: number; id?: string },
  steps: readonly Step[],
): Step => ({ step: 'repeat', ...options, steps })

/**
 * If the condition holds, these steps. Stands alone in a list, in a `branch`, as `goal`, or in `stop`.
 *
 * @example when(not(did('proposal.read')), [task('ask-it-arrived', { to: owner(), due: '4 workhours' })])
 */
export const when = (condition: Condition, steps: readonly Step[] = []): Arm => ({
  when: condition,
  do: steps,
})

/**
 * The last arm of a `branch`: if none before it holds.
 *
 * @example branch(when(lead.interest.has('saws'), [send('saws/case')]), otherwise([send('document/which-interest')]))
 */
export const otherwise = (steps: readonly Step[]): Arm => ({ when: { all: [] }, do: steps })

/**
 * The first arm whose condition holds; none, and it goes on.
 *
 * @example branch(when(lead.role.is('decider'), [send('play/money')]), when(lead.role.is('user'), [send('play/daily-work')]))
 */
export const branch = (...arms: Arm[]): Step => ({ step: 'branch', arms })

/**
 * Each lead takes one arm, always the same, evenly spread. An empty arm is the group that gets nothing.
 *
 * @example split('opening', { question: [send('welcome/question')], nothing: [] })
 */
export const split = (id: string, arms: Readonly<Record<string, readonly Step[]>>): Step => ({
  step: 'split',
  id,
  arms,
})

/**
 * Asks one of ours to do something. `due` counts in the time and holidays of whoever does it. `per: 'account'`: one
 * open task for the company; the second is joined to it. `done(id)` reads what came of it.
 *
 * @example task('ask-decision', { to: owner(), due: '2 workdays', note: 'Two weeks since they read it' })
 */
export const task = (
  id: string,
  options: { to: Who; due: Duration; note?: string; per?: 'lead' | 'account' },
): Step => ({ step: 'task', id, ...options })

/**
 * Sets a field of the lead, its company or its thing.
 *
 * @example set(account.stage, 'at risk')
 */
export const set = <T>(field: Ref<T>, value: NoInfer<T>, options: { id?: string } = {}): Step => ({
  step: 'set',
  field: field.ref,
  value,
  ...options,
})

/**
 * Enters the lead into another sequence, if its rules let it in. This one goes on.
 *
 * @example enrol('back-to-nurture')
 */
export const enrol = (sequence: NameOf<'sequence'>, options: { id?: string } = {}): Step => ({
  step: 'enrol',
  sequence,
  ...options,
})

/**
 * Gives the lead to sales by a route of `routing.ts`. The journey goes on; `done('<route>', 'lost')` reads what came of
 * it. `to`: one seller first. `firstContact`: how soon they must talk, if not as the route says.
 *
 * @example handOff('tenders', { firstContact: '2 workhours' })
 */
export const handOff = (
  route: NameOf<'route'>,
  options: { to?: Who; firstContact?: Duration; id?: string } = {},
): Step => ({ step: 'handOff', route, ...options })

/**
 * Records a fact about the lead: rules score it, triggers and waits see it. A person becomes a seller's id.
 *
 * @example record('warming.started', { by: owner() })
 */
export const record = <F extends FactType>(
  type: F,
  props: { [K in keyof PropsOf<F>]?: PropsOf<F>[K] | Person | Ref<PropsOf<F>[K]> } = {},
  options: { id?: string } = {},
): Step => ({ step: 'record', type, props, ...options })

/**
 * Ends the journey here, with a reason for the story.
 *
 * @example wait('2 weeks', { until: clicked(), then: [end('talking')] })
 */
export const end = (reason?: string): Step => ({ step: 'end', ...(reason !== undefined && { reason }) })
