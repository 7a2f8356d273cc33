/** Does `one`, together with all that is asked for meanwhile. A `patient` one may wait for more, as long as `patience` says. */
export type Gathered<I, O> = (item: I, patient?: boolean) => Promise<O>

interface Waiting<I, O> {
  item: I
  done: (result: O) => void
  fail: (error: unknown) => void
}

interface Terms {
  /** Items in a batch. */
  most: number
  /** Batches at work at once. */
  beside: number
  /** How long patient items wait for others (machine ms), and how many need not wait any more. */
  patience?: { ms: number; enough: number }
}

/**
 * Work that is cheaper in batches: what is asked for while batches are at work goes together in the next, in its order. Nothing
 * waits for a batch to fill but what is patient, and that goes with the first that is not. `work` answers in the order of its
 * items; if it throws, all of its batch hear it.
 */
export function gathered<I, O>(
  work: (items: I[]) => Promise<O[]>,
  { most, beside, patience = { ms: 0, enough: 1 } }: Terms,
): Gathered<I, O> {
  const queue: Waiting<I, O>[] = []
  let busy = 0
  let hurry = false
  let timer: NodeJS.Timeout | undefined
  const ripe = () => queue.length > 0 && (hurry || queue.length >= patience.enough)
  function take(): Waiting<I, O>[] {
    const batch = queue.splice(0, most)
    if (queue.length > 0) return batch
    hurry = false
    clearTimeout(timer)
    timer = undefined
    return batch
  }
  async function run(): Promise<void> {
    while (ripe()) {
      const batch = take()
      try {
        const results = await work(batch.map(({ item }) => item))
        batch.forEach(({ done }, n) => done(results[n] as O))
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    busy -= 1
    wake()
  }
  function wake(): void {
    if (queue.length === 0) return
    if (!ripe()) {
      timer ??= setTimeout(() => {
        hurry = true
        wake()
      }, patience.ms)
      return
    }
    if (busy === beside) return
    busy += 1
    // After everybody who is ready in this same turn of the loop.
    setImmediate(() => void run())
  }
  return (item, patient = false) =>
    new Promise((done, fail) => {
      queue.push({ item, done, fail })
      if (!patient) hurry = true
      wake()
    })
}
