import { setTimeout as pause } from 'node:timers/promises'

/** Asks until the answer is true, and returns it. Machine time: what it waits for moves in business time. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  ms = 60_000,
): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (performance.now() > end)
      throw new Error(`The demo waited ${Math.round(ms / 1000)} s for this, and it did not come: ${what}`)
    await pause(150)
  }
}
