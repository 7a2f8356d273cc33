import { sql } from 'kysely'
import { type Db, instant } from './database.ts'

const known = new WeakMap<Db, Set<number>>()
const monthOf = (ms: number): number => {
  const date = new Date(ms)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/**
 * Makes sure that facts, journal and score lines have a partition for the month of this business instant. Runs on a
 * connection of its own, so that the caller's transaction never holds the lock of the parent table; months already
 * seen by this process cost nothing.
 */
export async function ensureMonth(db: Db, now: number): Promise<void> {
  const seen = known.get(db) ?? new Set()
  known.set(db, seen)
  const month = monthOf(now)
  if (seen.has(month)) return
  await sql`select ensure_month(${instant(now)})`.execute(db)
  seen.add(month)
}
