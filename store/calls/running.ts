import { sql } from 'kysely'
import type { Tx, Db } from '../database.ts'
import type { HandoffRow } from '../handoffs/lock.ts'
import { type Selectable } from 'kysely'
import type { CallsTable } from '../tables/dealers.ts'

export type CallRow = Selectable<CallsTable>

const MINUTE = 60_000
/** A call that nobody answered and of which nothing more was heard is over after this. */
const RINGS_MS = 3 * MINUTE
/** The same for a talk: an end that got lost holds no offer for ever. */
const TALKS_MS = 120 * MINUTE

/** The instant from which a call counts as over though nobody said so; null: it is over. */
export function runsUntil(call: Pick<CallRow, 'state' | 'asked_at' | 'answered_at'>): number | null {
  if (call.state === 'asked' || call.state === 'ringing') return call.asked_at + RINGS_MS
  return call.state === 'talking' ? (call.answered_at ?? call.asked_at) + TALKS_MS : null
}

/** Calls of a hand-off that run now: until when each holds its offer, by offer; '' for one of its owner. */
export async function runningCalls(
  tx: Tx | Db,
  handoff: Pick<HandoffRow, 'id'>,
  now: number,
): Promise<Map<string, number>> {
  const calls = await tx
    .selectFrom('calls')
    .select(['offer_id', 'state', 'asked_at', 'answered_at'])
    .where('handoff_id', '=', handoff.id)
    .where(sql<boolean>`state in ('asked', 'ringing', 'talking')`)
    .execute()
  const running = new Map<string, number>()
  for (const call of calls) {
    const until = runsUntil(call)
    if (until === null || until <= now) continue
    const key = call.offer_id ?? ''
    running.set(key, Math.max(running.get(key) ?? 0, until))
  }
  return running
}
