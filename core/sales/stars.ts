/** A dealer as the order of offers sees it. `lately`: how many leads it was offered in the last days. */
export interface Ranked {
  id: string
  /** One to five; null: not rated yet, which counts as the least. */
  stars: number | null
  lately: number
}

const UNRATED = 1

/**
 * Best stars first; of equals the one that was offered fewer lately, then by id, so that the order is always the same.
 * Does not change what it is given.
 */
export const byStars = <T extends Ranked>(dealers: readonly T[]): T[] =>
  [...dealers].sort(
    (a, b) =>
      (b.stars ?? UNRATED) - (a.stars ?? UNRATED) ||
      a.lately - b.lately ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )
