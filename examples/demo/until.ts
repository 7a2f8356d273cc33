import { setTimeout as pause } from 'node:timers/promises'

/** Somebody who waits: when the last question was put that was answered by no, machine ms. */
interface Wait {
  asked: number
}

const waits = new Set<Wait>()
/** How many go about their things: at first the one who tells the story. */
let people = 1

/** Whether everybody waits, and has seen since that moment (machine ms) that it is not over. */
export const allWait = (since: number): boolean =>
  waits.size === people && [...waits].every(({ asked }) => asked >= since)

/** Several people go about their things at once. */
export async function together(doings: (() => Promise<unknown>)[]): Promise<void> {
  people += doings.length - 1
  let left = doings.length
  await Promise.all(
    doings.map(async (doing) => {
      try {
        await doing()
      } finally {
        // Whoever is the last of them goes on with what comes after.
        left -= 1
        if (left > 0) people -= 1
      }
    }),
  )
}

/** Asks until the answer is true, and returns it. Machine time: what it waits for moves in business time. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  ms = 300_000,
): Promise<T> {
  const end = performance.now() + ms
  const wait: Wait = { asked: Number.NEGATIVE_INFINITY }
  waits.add(wait)
  try {
    for (;;) {
      const asked = performance.now()
      const answer = await ask()
      if (answer) return answer
      wait.asked = asked
      if (performance.now() > end)
        throw new Error(`The demo waited ${Math.round(ms / 1000)} s for this, and it did not come: ${what}`)
      await pause(100)
    }
  } finally {
    waits.delete(wait)
  }
}
