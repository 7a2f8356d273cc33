import type { Db } from '../database.ts'
import type { CallRow } from './running.ts'

/** A call as pages show it. `seconds`: how long they spoke; null while that is not known. */
export interface NewestCall {
  id: string
  state: CallRow['state']
  seconds: number | null
}

/** The newest call through an offer; null where nobody called. */
export async function newestCall(db: Db, offer: string): Promise<NewestCall | null> {
  const row = await db
    .selectFrom('calls')
    .select(['id', 'state', 'seconds'])
    .where('offer_id', '=', offer)
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}
