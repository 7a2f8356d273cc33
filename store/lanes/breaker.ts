import { sql } from 'kysely'
import {
  type BreakerChange,
  COMPLAINT_WINDOW_MS,
  judgeBreaker,
  type LaneFigures,
  STORM_WINDOW_MS,
} from '../../core/mail/breaker.ts'
import { instant, maybeInstant, type Tx } from '../database.ts'
import { lockLane } from '../lanes.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'

/**
 * Looks at a lane after a batch: opens its breaker on a storm of refusals or on complaints, closes it when the provider takes
 * mail again. Cheap while all is well: one look at the refusals, no lock.
 * @returns what changed
 */
export async function afterBatch(store: Store, lane: string): Promise<BreakerChange> {
  if (!(await anyTrouble(store, lane))) return null
  // What it kept back is due when it ends: nothing is to be done when it closes.
  return inMoment(
    store,
    (tx) => lockLane(tx, lane),
    async (m, row): Promise<BreakerChange> => {
      if (!row) return null
      const since = row.breaker_until !== null ? row.breaker_until : (row.breaker_since ?? 0)
      const figures = await figuresOf(m.tx, { lane, now: m.now, since })
      const breaker = { until: row.breaker_until, step: row.breaker_step, since: row.breaker_since }
      const found = judgeBreaker(lane, breaker, figures, m.now)
      if (found) await write(m.tx, lane, found, m.now)
      return found
    },
  )
}

async function anyTrouble(store: Store, lane: string): Promise<boolean> {
  const now = await store.clock.now(store.db)
  const { rows } = await sql<{ trouble: boolean }>`select
    exists (select from lanes where name = ${lane} and breaker_until <= ${instant(now)})
    or exists (select from mail_events where lane = ${lane} and at > ${instant(now - COMPLAINT_WINDOW_MS)}
      and what in ('deferred', 'refused', 'complained')
      and (what = 'complained' or at > ${instant(now - STORM_WINDOW_MS)})) as trouble`.execute(store.db)
  return rows[0]?.trouble ?? false
}

// As slowsUs() in core/mail/breaker.ts, for the database.
const SLOWS_US = '^(421|4\\.7\\.\\d+|4\\.3\\.2|5\\.7\\.\\d+)$'

async function figuresOf(
  tx: Tx,
  { lane, now, since }: { lane: string; now: number; since: number },
): Promise<LaneFigures> {
  const storm = instant(Math.max(now - STORM_WINDOW_MS, since))
  const day = instant(Math.max(now - COMPLAINT_WINDOW_MS, since))
  const { rows } = await sql<LaneFigures>`select
    (select count(*)::int from mail_events where lane = ${lane} and at >= ${storm}
      and (what in ('sent', 'bounced'))) as taken,
    (select count(*)::int from mail_events where lane = ${lane} and at >= ${storm}
      and what in ('deferred', 'refused') and (what = 'refused' or code ~ ${SLOWS_US})) as refused,
    (select count(*)::int from mail_events where lane = ${lane} and at >= ${day} and what = 'complained') as complaints,
    (select count(*)::int from mail_events where lane = ${lane} and at >= ${day} and what = 'sent') as "takenOfDay"`.execute(
    tx,
  )
  return rows[0] ?? { taken: 0, refused: 0, complaints: 0, takenOfDay: 0 }
}

async function write(tx: Tx, lane: string, change: NonNullable<BreakerChange>, now: number): Promise<void> {
  const open = 'open' in change
  await tx
    .updateTable('lanes')
    .set({
      breaker_until: maybeInstant(open ? change.open : null),
      breaker_since: instant(now),
      ...(open && { breaker_step: change.step, breaker_why: change.why }),
    })
    .where('name', '=', lane)
    .execute()
}
