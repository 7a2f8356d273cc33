/** Chance that is the same in every run for the same words. */
export interface Lot {
  /** From 0 up to 1. */
  share(): number
  chance(of: number): boolean
  /** A whole number, both ends included. */
  whole(from: number, to: number): number
  one<T>(all: readonly T[]): T
}

const FNV = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** A lot of its own for whatever these words name: what others draw meanwhile does not matter. */
export function lot(...words: (string | number)[]): Lot {
  let state = FNV
  for (const letter of words.join('/')) state = Math.imul(state ^ letter.charCodeAt(0), FNV_PRIME)
  // mulberry32
  const share = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (from: number, to: number) => from + Math.floor(share() * (to - from + 1))
  return {
    share,
    chance: (of) => share() < of,
    whole,
    one: <T>(all: readonly T[]) => all[whole(0, all.length - 1)] as T,
  }
}
