import { LIMITS } from '../limits.ts'

/** Letters and digits alone: `deal_delivered`, `Deal Delivered` and `deal.delivered` are the same mistake. */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Edits (insert, delete, replace) from one text to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The known name that was probably meant, or null if none is near: within a third of its letters, two at least. The first of equals. */
export function nearestName(name: string, names: Iterable<string>): string | null {
  const meant = bare(name).slice(0, LIMITS.name)
  let nearest: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const known of names) {
    const edits = distance(meant, bare(known).slice(0, LIMITS.name))
    if (edits <= Math.max(2, Math.floor(known.length / 3)) && edits < Math.min(least, meant.length)) {
      nearest = known
      least = edits
    }
  }
  return nearest
}
