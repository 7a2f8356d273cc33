import type { Duration, Json } from './durations.ts'
import type { Facts, FactType, NameOf } from './names.ts'
import type { Match } from './values.ts'

/** What `where` asks of one property: equal, one of, or within bounds. */
export type Wanted = Json | readonly Json[] | Match

/** A condition is data: evaluated in memory, compiled to SQL, explained in words. */
export type Condition =
  | { field: string; in?: Json[]; has?: Json; atLeast?: Json; atMost?: Json; known?: true }
  | { did: string; where?: Record<string, Wanted>; times?: Match; within?: Duration; ever?: true }
  | { score: 'heat' | 'fit'; atLeast?: number; atMost?: number }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { becomes: Condition }

/** Which properties of a fact must match. */
export type Where<F extends FactType> = { [K in keyof Facts[F]]?: Facts[F][K] | readonly Facts[F][K][] | Match }

/** The fact happened since entry; `within` or `ever` look further back. */
export const did = <F extends FactType>(
  fact: F,
  options: { where?: Where<F>; times?: Match; within?: Duration; ever?: true } = {},
): Condition => ({ did: fact, ...options }) as Condition

/** A person clicked a link in a mail of this journey. Machines' clicks do not count. */
export const clicked = (template?: NameOf<'template'>, link?: string): Condition => ({
  did: 'email.clicked',
  where: { ...(template && { template }), ...(link && { link }) },
})

/** A task or hand-off of this journey was finished, with this outcome if one is named. */
export const done = (step: string, outcome?: string): Condition => ({
  did: 'step.done',
  where: { step, ...(outcome && { outcome }) },
})

/** Fit plus engagement now, in points. */
export const heat = {
  atLeast: (points: number): Condition => ({ score: 'heat', atLeast: points }),
  atMost: (points: number): Condition => ({ score: 'heat', atMost: points }),
}

/** Fit of the profile alone, in points. */
export const fit = {
  atLeast: (points: number): Condition => ({ score: 'fit', atLeast: points }),
  atMost: (points: number): Condition => ({ score: 'fit', atMost: points }),
}

/** True if every one is true; of none, true. */
export const all = (...conditions: Condition[]): Condition => ({ all: conditions })

/** True if one is true; of none, false. */
export const any = (...conditions: Condition[]): Condition => ({ any: conditions })

/** True if the condition is not. */
export const not = (condition: Condition): Condition => ({ not: condition })

/** True once the condition is true after it was seen false since entry. */
export const becomes = (condition: Condition): Condition => ({ becomes: condition })
