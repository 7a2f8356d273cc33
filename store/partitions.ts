import { sql } from 'kysely'
import { type Db, instant } from './database.ts'

const known = new WeakMap<Db, Set<number>>()
const monthOf = (ms: number): number => {
  const date = new Date(ms)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

const seenBy = (db: Db): Set<number> => {
  const seen = known.get(db) ?? new Set()
  known.set(db, seen)
  return seen
}

/**
 * Makes sure that facts, journal and score lines have a partition for the month of this business instant; months
 * already seen by this process cost nothing. Never inside a transaction: with all connections of the pool in
 * transactions that want one more, nobody would ever get it.
 */
export async function ensureMonth(db: Db, now: number): Promise<void> {
  const seen = seenBy(db)
  if (seen.has(monthOf(now))) return
  await sql`select ensure_month(${instant(now)})`.execute(db)
  seen.add(monthOf(now))
}

/** Thrown out of a transaction whose month has no partition as far as this process knows. */
class MonthMissing extends Error {
  readonly at: number
  constructor(at: number) {
    super('the month has no partition yet')
    this.at = at
  }
}

/** Leaves the transaction if its month may have no partition; `withMonth` makes it and begins anew. */
export function requireMonth(db: Db, now: number): void {
  if (!seenBy(db).has(monthOf(now))) throw new MonthMissing(now)
}

/** Runs a transaction, once more where its month had to be made first. */
export async function withMonth<T>(db: Db, transaction: () => Promise<T>): Promise<T> {
  try {
    return await transaction()
  } catch (error) {
    if (!(error instanceof MonthMissing)) throw error
    await ensureMonth(db, error.at)
    return transaction()
  }
}
