import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until `ask` gives something true, and returns that. What it throws counts as "not yet", and is told when
 * time is up. For conditions of the outside world; never a sleep of a set length.
 *
 * @param options.ms machine ms to wait at most
 */
export async function until<T>(
  ask: () => Promise<T> | T,
  options: { ms?: number; every?: number; what?: string } = {},
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const { ms = 120_000, every = 25, what = 'the condition' } = options
  const end = performance.now() + ms
  let trouble: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (answer) return answer as Exclude<T, false | null | undefined | 0 | ''>
      trouble = undefined
    } catch (error) {
      trouble = error
    }
    if (performance.now() > end) throw new Error(`Waited ${ms} ms in vain for ${what}`, { cause: trouble })
    await pause(every)
  }
}
