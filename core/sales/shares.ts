/** A seller in the line for the next lead. `taken`: all leads that came by share, ever; `start`: where the count began. */
export interface Share {
  id: string
  weight: number
  taken: number
  start: number
}

/** How far a seller is: leads a unit of weight since ever, from where the seller began. */
export const placeOf = ({ weight, taken, start }: Share): number => start + taken / weight

/**
 * Whose turn it is, first to last: whoever is least far, with half a lead ahead (Webster) so that a small weight does not
 * wait for all others. Weight 0 has no turn. The same input always gives the same order.
 */
export const byTurn = (shares: readonly Share[]): Share[] =>
  shares
    .filter(({ weight }) => weight > 0)
    .map((share) => ({ share, turn: placeOf(share) + 0.5 / share.weight }))
    .sort((a, b) => a.turn - b.turn || (a.share.id < b.share.id ? -1 : 1))
    .map(({ share }) => share)

/**
 * Where the count of somebody begins who joins, comes back, or whose weight changes: at the mean of the others, so that
 * nobody has to catch up and nobody is passed over, and the shares of the others do not move. `own` is the seller as it
 * is; somebody who is further than the others stays so by a lead at most: who is further by more was never beside them, and
 * would wait for all that they have not had.
 */
export function startFor(own: Share, others: readonly Share[], { comesBack = true } = {}): number {
  if (own.weight <= 0) return own.start
  const places = others.filter(({ weight }) => weight > 0).map(placeOf)
  const mean = places.length > 0 ? places.reduce((sum, place) => sum + place, 0) / places.length : 0
  const ahead = comesBack ? Math.min(Math.max(placeOf(own) - mean, 0), 1 / own.weight) : 0
  const place = places.length > 0 || !comesBack ? mean + ahead : placeOf(own)
  return place - own.taken / own.weight
}

/** The start that keeps a seller's place when the weight changes. */
export const startAfter = (own: Share, weight: number): number =>
  weight > 0 && own.weight > 0 ? placeOf(own) - own.taken / weight : own.start
