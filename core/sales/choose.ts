/** A seller as the choice sees one. `taken`: how many leads of this route came to him by weight, over the time the caller counts. */
export interface Candidate {
  id: string
  /** Share of the leads; 0 gets none but what is his own. */
  weight: number
  taken: number
}

/** The chosen seller, and why it is that one. */
export interface Choice {
  id: string
  why: 'owner' | 'weight'
}

/**
 * The next seller to be asked; null when all were asked. `owners` go first, in their order (whom the marketer named, the account's
 * owner, the lead's), if they are among the candidates; then whoever is furthest behind his share. Nobody is asked twice.
 * The same input always gives the same answer.
 */
export function choose(input: {
  owners: (string | null)[]
  candidates: Candidate[]
  asked: Iterable<string>
}): Choice | null {
  const asked = new Set(input.asked)
  const free = input.candidates.filter(({ id }) => !asked.has(id))
  const owner = input.owners.find((id) => free.some((candidate) => candidate.id === id))
  if (owner) return { id: owner, why: 'owner' }
  // Half a lead ahead (Webster): nobody with a small weight waits until all others had several.
  const behind = free
    .filter(({ weight }) => weight > 0)
    .map(({ id, weight, taken }) => ({ id, turn: (taken + 0.5) / weight }))
    .sort((a, b) => a.turn - b.turn || (a.id < b.id ? -1 : 1))
  const [next] = behind
  return next ? { id: next.id, why: 'weight' } : null
}
