import type { Duration, Json } from './durations.ts'
import type { FactType, NameOf, PropsOf } from './names.ts'
import type { Match } from './values.ts'

/** What `where` asks of one property: equal, one of, or within bounds. */
export type Wanted = Json | readonly Json[] | Match

/** A condition is data: evaluated in memory, compiled to SQL, explained in words. */
export type Condition =
  | { field: string; in?: Json[]; has?: Json; atLeast?: Json; atMost?: Json; known?: true }
  | { did: string; where?: Record<string, Wanted>; times?: Match; within?: Duration; ever?: true }
  | { segment: string }
  | { score: 'heat' | 'fit'; atLeast?: number; atMost?: number }
  | { overdue: string; by: number; fallback?: Duration }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { anyone: Condition }
  | Becomes

/** True once the inner condition is true after it was false. As a trigger: the moment it comes true. */
export interface Becomes {
  becomes: Condition
}

/** Which properties of a fact must match. */
export type Where<F extends FactType> = {
  [K in keyof PropsOf<F>]?: PropsOf<F>[K] | readonly PropsOf<F>[K][] | Match
}

/**
 * The fact happened since entry, the entering fact included; `within` or `ever` look further back.
 *
 * @example did('event.attended', { where: { minutes: atLeast(40) } })
 * @example not(did('page.viewed', { within: '30 days' }))
 */
export const did = <F extends FactType>(
  fact: F,
  options: { where?: Where<F>; times?: Match; within?: Duration; ever?: true } = {},
): Condition => ({ did: fact, ...options }) as Condition

/**
 * A person clicked a link in a mail of this journey. Machines' clicks do not count.
 *
 * @example wait('5 days', { until: clicked('welcome/offer') })
 */
export const clicked = (template?: NameOf<'template'>, link?: string): Condition => ({
  did: 'email.clicked',
  where: { ...(template && { template }), ...(link && { link }) },
})

/**
 * A person answered a mail of this journey. Out-of-office answers do not count.
 *
 * @example wait('2 weeks', { until: replied(), then: [end('talking')] })
 */
export const replied = (): Condition => ({ did: 'email.replied' })

/**
 * A task or hand-off of this journey was finished, with this outcome if one is named. A hand-off is called by its route.
 *
 * @example wait('2 weeks', { until: done('tenders', 'lost'), then: [end('sales has closed it')] })
 */
export const done = (step: string, outcome?: string): Condition => ({
  did: 'step.done',
  where: { step, ...(outcome && { outcome }) },
})

/**
 * Fit plus engagement now, in points.
 *
 * @example goal: when(heat.atLeast(70), [handOff('sales')])
 */
export const heat = {
  atLeast: (points: number): Condition => ({ score: 'heat', atLeast: points }),
  atMost: (points: number): Condition => ({ score: 'heat', atMost: points }),
}

/**
 * Fit of the profile alone, in points.
 *
 * @example when(fit.atLeast(20), [task('look-closer', { to: owner(), due: '2 workdays' })])
 */
export const fit = {
  atLeast: (points: number): Condition => ({ score: 'fit', atLeast: points }),
  atMost: (points: number): Condition => ({ score: 'fit', atMost: points }),
}

/**
 * The lead is in this segment now: a condition with a name, from `segments.ts`.
 *
 * @example on(becomes(inSegment('silent-clients')))
 */
export const inSegment = (segment: NameOf<'segment'>): Condition => ({ segment })

/**
 * It is longer since the last such fact than its own rhythm says: `by` times the median gap between them. With fewer
 * than three facts (two gaps) there is no rhythm yet and `fallback` counts; of no fact at all, or without a fallback,
 * it is never overdue. For a fact of the company (`facts.ts`: `about: 'account'`) it is the company's rhythm.
 *
 * @example on(becomes(overdue('order.placed', { by: 1.5, fallback: '180 days' })), { who: mainContact() })
 */
export const overdue = <F extends FactType>(
  fact: F,
  options: { by: number; fallback?: Duration },
): Condition => ({ overdue: fact, ...options })

/**
 * The condition holds for some person of the company, this one included.
 *
 * @example stop: [when(anyone(did('call.requested')), [end('a colleague asked for a call')])]
 */
export const anyone = (condition: Condition): Condition => ({ anyone: condition })

/**
 * True if every one is true; of none, true.
 *
 * @example all(did('proposal.sent'), not(did('proposal.read')))
 */
export const all = (...conditions: Condition[]): Condition => ({ all: conditions })

/**
 * True if one is true; of none, false.
 *
 * @example any(did('deal.lost'), did('enquiry.withdrawn'))
 */
export const any = (...conditions: Condition[]): Condition => ({ any: conditions })

/**
 * True if the condition is not.
 *
 * @example when(not(lead.stage.known()), [set(lead.stage, 'potential')])
 */
export const not = (condition: Condition): Condition => ({ not: condition })

/**
 * True once the condition is true after it was seen false since entry. As a trigger: when it comes true.
 *
 * @example on(becomes(heat.atLeast(70)), { again: '90 days' })
 */
export const becomes = (condition: Condition): Becomes => ({ becomes: condition })
