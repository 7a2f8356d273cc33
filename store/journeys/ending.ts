import type { Moment } from '../moment.ts'

const endings = new WeakMap<Moment, Set<string>>()

/** Whether the journey has ended by the turn that is at work now. */
export const isEnding = (m: Moment, id: string): boolean => endings.get(m)?.has(id) ?? false

/**
 * Does what the last turn of a journey brings about. The journey is over, and its group free for what it begins; but
 * meanwhile its own sequence refuses the lead as already in, which ends every circle.
 */
export async function whileEnding(m: Moment, id: string, work: () => Promise<void>): Promise<void> {
  const ids = endings.get(m) ?? new Set<string>()
  endings.set(m, ids.add(id))
  try {
    await work()
  } finally {
    ids.delete(id)
  }
}
