import { sql } from 'kysely'
import type { Db } from '../../store/database.ts'

/** How many connections to this database wait for a lock that another one has. */
export async function lockWaiters(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows[0]?.n ?? 0
}
