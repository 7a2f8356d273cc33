/** Does `one`, together with all that is asked for meanwhile. */
export type Gathered<I, O> = (item: I) => Promise<O>

interface Waiting<I, O> {
  item: I
  done: (result: O) => void
  fail: (error: unknown) => void
}

/**
 * Work that is cheaper in batches: what is asked for while a batch is at work goes together in the next, `most` at a time.
 * Nothing waits for a batch to fill. `work` answers in the order of its items; if it throws, all of its batch hear it.
 */
export function gathered<I, O>(work: (items: I[]) => Promise<O[]>, most = 200): Gathered<I, O> {
  const queue: Waiting<I, O>[] = []
  let busy = false
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
    busy = false
  }
  return (item) =>
    new Promise((done, fail) => {
      queue.push({ item, done, fail })
      if (busy) return
      busy = true
      // After everybody who is ready in this same turn of the loop.
      setImmediate(() => void run())
    })
}
