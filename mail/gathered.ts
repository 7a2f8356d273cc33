/** Does `one`, together with all that is asked for meanwhile. */
export type Gathered<I, O> = (item: I) => Promise<O>

interface Waiting<I, O> {
  item: I
  done: (result: O) => void
  fail: (error: unknown) => void
}

/**
 * Work that is cheaper in batches: what is asked for while batches are at work goes together in the next, `most` at a time and
 * so many batches `beside` each other. Nothing waits for a batch to fill. `work` answers in the order of its items; if it
 * throws, all of its batch hear it.
 */
export function gathered<I, O>(
  work: (items: I[]) => Promise<O[]>,
  { most, beside }: { most: number; beside: number },
): Gathered<I, O> {
  const queue: Waiting<I, O>[] = []
  let busy = 0
  async function run(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, most)
      try {
        const results = await work(batch.map(({ item }) => item))
        batch.forEach(({ done }, n) => done(results[n] as O))
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    busy -= 1
  }
  return (item) =>
    new Promise((done, fail) => {
      queue.push({ item, done, fail })
      if (busy === beside) return
      busy += 1
      // After everybody who is ready in this same turn of the loop.
      setImmediate(() => void run())
    })
}
