import { sql } from 'kysely'
import { type Db, instant } from '../../store/database.ts'

/**
 * Lets business time go by at once, up to an instant (epoch ms); never back. On a clock that runs no faster than a few
 * hundred times, so that how fast the machine is does not matter: what is late by a machine second is late by minutes.
 */
export const leap = (db: Db, to: number): Promise<unknown> =>
  sql`update clock_anchor set business_at = business_at + greatest(interval '0', ${instant(to)}::timestamptz - business_now())`.execute(
    db,
  )
