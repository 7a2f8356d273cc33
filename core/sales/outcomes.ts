/**
 * The outcome of a hand-off that every seller let pass, three rounds long. `recycle` of a route may name a sequence for
 * it; no disposition says it.
 */
export const NOBODY_TOOK_IT = 'nobody took it'
