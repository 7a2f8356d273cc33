/**
 * The outcome of a hand-off that every seller let pass, three rounds long. `recycle` of a route may name a sequence for
 * it; no disposition says it.
 */
export const NOBODY_TOOK_IT = 'nobody took it'

/** The outcome of an auction without a buyer, where its terms say `nurture`. */
export const UNSOLD = 'unsold'

/** The outcome where the lead itself would rather not be called. */
export const REFUSED = 'refused'

/** No outcome, but `recycle` may name a sequence for it: everybody is full or on leave, and the lead stays in nurture. */
export const NO_ROOM = 'no room'

/** The outcome of a hand-off whose lead is one person with another that is with sales already: that one goes on. */
export const SAME_PERSON = 'same person'

/** Outcomes that come by themselves; `recycle` may name a sequence for each. */
export const BY_ITSELF: readonly string[] = [NOBODY_TOOK_IT, UNSOLD, REFUSED, NO_ROOM]
