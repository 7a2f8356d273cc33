const AGAIN = new Set(['40001', '40P01'])
const TRIES = 4

/** Runs the transaction again when Postgres asks for it (serialization failure, deadlock), four times at most. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === TRIES || !AGAIN.has((error as { code?: string }).code ?? '')) throw error
    }
  }
}
