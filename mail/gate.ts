/** Lets so many in at once; `limit` may change meanwhile. */
export interface Gate {
  enter(): Promise<void>
  leave(): void
  /** Asks the limit again: it may have grown. */
  again(): void
}

/**
 * Makes a gate. `limit` is asked at each enter and leave, so that it may change. Who waits is let in by turn; each `enter`
 * needs one `leave`.
 */
export function gate(limit: () => number): Gate {
  const waiting: (() => void)[] = []
  let inside = 0
  const admit = () => {
    while (waiting.length > 0 && inside < limit()) {
      inside += 1
      waiting.shift()?.()
    }
  }
  return {
    enter: () =>
      new Promise((done) => {
        waiting.push(done)
        admit()
      }),
    leave() {
      inside -= 1
      admit()
    },
    again: admit,
  }
}

/** Does the work inside a gate. */
export async function within<T>({ enter, leave }: Gate, work: () => Promise<T>): Promise<T> {
  await enter()
  try {
    return await work()
  } finally {
    leave()
  }
}
