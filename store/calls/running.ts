import { sql, type Selectable } from 'kysely'
import { type Call, runsUntil } from '../../core/sales/call.ts'
import type { Db, Tx } from '../database.ts'
import type { CallsTable } from '../tables/dealers.ts'

export type CallRow = Selectable<CallsTable>

/** A call's row as the rules see it. */
export const callOf = (
  row: Pick<CallRow, 'state' | 'asked_at' | 'answered_at' | 'ended_at' | 'seconds'>,
): Call => ({
  state: row.state,
  askedAt: row.asked_at,
  answeredAt: row.answered_at,
  endedAt: row.ended_at,
  seconds: row.seconds,
})

/** Calls of a hand-off that run now: until when each counts as running, by the offer it was made through. */
export async function runningCalls(
  tx: Tx | Db,
  handoff: { id: string },
  now: number,
): Promise<Map<string, number>> {
  const calls = await tx
    .selectFrom('calls')
    .selectAll()
    .where('handoff_id', '=', handoff.id)
    .where(sql<boolean>`(state in ('asked', 'ringing', 'talking') or (state = 'ended' and seconds is null))`)
    .execute()
  const running = new Map<string, number>()
  for (const call of calls) {
    const until = runsUntil(callOf(call))
    if (until === null || until <= now) continue
    const key = call.offer_id ?? call.id
    running.set(key, Math.max(running.get(key) ?? 0, until))
  }
  return running
}
