import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import { postgresClock } from './clock.ts'
import type { Db } from './database.ts'
import { instant } from './database.ts'

/** A gap shorter than this (machine seconds) is a slow second, not a stop. */
const GAP_SECONDS = 3

/**
 * The clock of this database. An empty database that is started with a scale or a start instant gets an anchor row
 * and keeps it for ever; any other ignores both. The time during which nothing ran is taken out of a scaled clock.
 * @param wanted scale: business seconds a machine second; start: epoch ms.
 */
export async function openClock(db: Db, wanted: { scale: number; start: number | null }): Promise<Clock> {
  const scale = await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(7206)`.execute(tx)
    const anchor = await tx.selectFrom('clock_anchor').selectAll().executeTakeFirst()
    if (anchor) {
      await sql`update clock_anchor set machine_at = machine_at + (clock_timestamp() - seen_at), seen_at = clock_timestamp()
        where clock_timestamp() - seen_at > make_interval(secs => ${GAP_SECONDS})`.execute(tx)
      return anchor.scale
    }
    const used = await sql<{
      used: boolean
    }>`select exists (select 1 from leads) or exists (select 1 from releases) as used`.execute(tx)
    if (used.rows[0]?.used || (wanted.scale === 1 && wanted.start === null)) return 1
    const start = wanted.start === null ? sql`clock_timestamp()` : sql`${instant(wanted.start)}::timestamptz`
    await sql`insert into clock_anchor (scale, business_at, machine_at, seen_at)
      values (${wanted.scale}, ${start}, clock_timestamp(), clock_timestamp())`.execute(tx)
    return wanted.scale
  })
  return postgresClock(scale)
}

/**
 * Says each second that somebody is there, so that the next start knows how long nobody was. Only an anchored
 * database needs it. Returns how to stop.
 */
export function keepSeen(db: Db): () => void {
  const timer = setInterval(() => {
    // A missed beat only makes the gap look longer; the next second tries again.
    sql`update clock_anchor set seen_at = clock_timestamp()`.execute(db).catch(() => {})
  }, 1000)
  timer.unref()
  return () => clearInterval(timer)
}
