import type { Condition } from './conditions.ts'
import type { NameOf } from './names.ts'

/** One mail of a track, for everybody or for whom `for` holds. */
export interface TrackItem {
  readonly template: string
  readonly for?: Condition
}

/** Mails in order, each for a lead once: `send(next('know-how'))` takes the first that fits and is new. */
export interface Track<N extends string = string> {
  readonly track: N
  readonly items: readonly TrackItem[]
}

/**
 * One mail of a track. `for`: whom it is for; everybody by default.
 *
 * @example item('saws/blade-life', { for: lead.interest.has('saws') })
 */
export const item = (template: NameOf<'template'>, options: { for?: Condition } = {}): TrackItem => ({
  template,
  ...options,
})

/**
 * Mails in the order in which they are worth reading.
 *
 * @example export const knowHow = track('know-how', [item('any/reading-a-specification')])
 */
export const track = <const N extends string>(name: N, items: readonly TrackItem[]): Track<N> => ({
  track: name,
  items,
})

/** A condition with a name. */
export interface Segment<N extends string = string> {
  readonly segment: N
  readonly condition: Condition
}

/**
 * A condition with a name, asked by `inSegment`. A `did` inside must say `within` or `ever`: a segment has no entry to
 * count from.
 *
 * @example export const readers = segment('readers', did('document.opened', { within: '90 days' }))
 */
export const segment = <const N extends string>(name: N, condition: Condition): Segment<N> => ({
  segment: name,
  condition,
})

/** A list that advertising or others read: who is in it now. */
export interface Audience {
  readonly audience: string
}

/**
 * An audience, for `during`: the lead is in it while the journey runs, and out of it however that ends.
 *
 * @example during: [audience('being-warmed')]
 */
export const audience = (name: NameOf<'audience'>): Audience => ({ audience: name })
