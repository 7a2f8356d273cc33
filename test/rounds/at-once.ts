import { sql } from 'kysely'
import { AppError } from '../../core/errors.ts'
import type { Db } from '../../store/database.ts'

/**
 * Does all of it at the same moment and says how each ended: `done`, or the code of what was refused. Anything else that
 * is thrown is nobody's answer: it is thrown on.
 */
export async function atOnce(works: readonly (() => Promise<unknown>)[]): Promise<string[]> {
  const ended = await Promise.allSettled(works.map((work) => work()))
  return ended.map((one) => {
    if (one.status === 'fulfilled') return 'done'
    if (one.reason instanceof AppError) return one.reason.code
    throw one.reason
  })
}

/** The same thing by so many at once. */
export const together = <T>(work: () => Promise<T>, count = 6): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work))

/** Opens so many connections, so that what begins at once does not begin in the order in which they open. */
export async function openAll(db: Db, count: number): Promise<void> {
  let open = 0
  let go = () => {}
  const all = new Promise<void>((resolve) => {
    go = resolve
  })
  await together(
    () =>
      db.connection().execute(async (one) => {
        await sql`select 1`.execute(one)
        open += 1
        if (open === count) go()
        await all
      }),
    count,
  )
}
