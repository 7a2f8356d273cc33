import { afterAll } from 'vitest'

const ends: (() => Promise<void>)[] = []

// Registered while the test file is being read, so that it also covers what hooks and tests start later.
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Runs `end` when the test file is over; the last one given goes first. */
export function afterwards(end: () => Promise<void>): void {
  ends.push(end)
}
