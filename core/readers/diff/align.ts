/** Which of two lists belong together, which are gone, which have come. */
export interface Aligned<T> {
  both: [before: T, after: T][]
  gone: T[]
  come: T[]
}

/** The longest common run of two lists of keys, as pairs of places. */
function common(before: readonly string[], after: readonly string[]): [number, number][] {
  const width = after.length + 1
  const lengths = Array.from({ length: (before.length + 1) * width }, () => 0)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    if (before[i] === after[j]) pairs.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return pairs
}

/**
 * Puts two versions of a list side by side: what is alike stays together, and what lies between is paired in its order
 * where `mayChange` says that one can have become the other.
 */
export function align<T>(
  before: readonly T[],
  after: readonly T[],
  key: (one: T) => string,
  mayChange: (before: T, after: T) => boolean,
): Aligned<T> {
  const result: Aligned<T> = { both: [], gone: [], come: [] }
  const anchors = [
    ...common(before.map(key), after.map(key)),
    [before.length, after.length] as [number, number],
  ]
  let [i, j] = [0, 0]
  for (const [nextI, nextJ] of anchors) {
    const come = after.slice(j, nextJ)
    for (const old of before.slice(i, nextI)) {
      const n = come.findIndex((now) => mayChange(old, now))
      const [now] = n === -1 ? [] : come.splice(n, 1)
      if (now === undefined) result.gone.push(old)
      else result.both.push([old, now])
    }
    result.come.push(...come)
    const [old, now] = [before[nextI], after[nextJ]]
    if (old !== undefined && now !== undefined) result.both.push([old, now])
    i = nextI + 1
    j = nextJ + 1
  }
  return result
}
