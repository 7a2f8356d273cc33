import type { Duration } from './durations.ts'
import type { NameOf } from './names.ts'
import type { Arm, Step } from './steps.ts'
import type { Entry } from './triggers.ts'
import type { Audience } from './tracks.ts'
import type { Person } from './values.ts'

/** What a sequence says about itself besides its steps. */
export interface Options {
  /** What starts it; without one it is started by `enrol`, a recycle or a person. */
  enter?: Entry
  /** Why it is there: once true, its steps run and the journey is over. Asked before any stop. */
  goal?: Arm
  /** What ends it besides, top to bottom. */
  stop?: readonly Arm[]
  /** Where the lead is as long as the journey runs, however it ends. */
  during?: readonly Audience[]
  /** What the lead must agree to. */
  topic: NameOf<'topic'>
  /** At most one running journey of a group for a lead; a higher priority replaces. */
  group?: string
  /** 5 by default. */
  priority?: number
  /** In whose name mail goes, if not in that of the topic's sender. */
  from?: Person
  /** When marketing mail may leave, in the lead's time. */
  hours?: NameOf<'hours'>
  /** Whether marketing mail waits while a hand-off of the lead is open: `'hold'` by default. */
  inSales?: 'hold' | 'go on'
  /**
   * What an answer by a person does: holds the journey for 5 workdays (`'pause'`, the default), ends it, or nothing. While
   * it is held no time passes in it and its marketing mail stays; goal, stops and `until` still act.
   */
  reply?: 'pause' | 'stop' | 'go on'
  /**
   * What becomes of its mail that a pause or a provider's refusal kept back, once it may go: it goes (`'send'`, the default), its
   * time moves by as long as the pause was (`'re-time'`), or what is older than this is skipped.
   */
  afterPause?: 'send' | 're-time' | { skipAfter: Duration }
}

/** A sequence as written: frozen plain data, to be compiled to a plan. */
export interface SequenceTree extends Options {
  readonly sequence: string
  readonly steps: readonly Step[]
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

/**
 * A sequence: its name, how it starts and ends, and its steps. Nothing here runs: the result is plain data.
 *
 * @example
 * export const hello = sequence('hello', { enter: on(submitted('newsletter')), topic: 'know-how' }, [
 *   send('welcome/question'),
 *   wait('5 days', { until: clicked(), else: [send('welcome/again')] }),
 * ])
 */
export const sequence = (name: string, options: Options, steps: readonly Step[]): SequenceTree =>
  frozen(JSON.parse(JSON.stringify({ sequence: name, ...options, steps })) as SequenceTree)
