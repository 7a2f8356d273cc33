import { sql } from 'kysely'
import { type BreakerState, breakerState } from '../../core/mail/breaker.ts'
import { asOf, type Db, type Tx } from '../database.ts'
import { tiersOf } from '../lanes/tiers.ts'
import { newestRelease } from '../releases.ts'

/** A lane as its postmaster sees it. Instants in epoch ms of business time. */
export interface LaneHealth {
  name: string
  perSecond: number
  connections: number
  /** Mail in the ledger that has not left, and how much of it should have five minutes ago. */
  waiting: number
  late: number
  breaker: {
    state: BreakerState
    until: number | null
    since: number | null
    why: string | null
    step: number
  }
}

/** How much a sender may send to a provider on a day while its name is new there; `aDay` null: as much as it likes. */
export interface TierHealth {
  sender: string
  lane: string
  tier: number
  aDay: number | null
  since: number
}

const LATE_MS = 5 * 60_000

/** Every lane, by name. */
export async function readLaneHealth(db: Db | Tx, now: number): Promise<LaneHealth[]> {
  const lanes = await db.selectFrom('lanes').selectAll().orderBy('name').execute()
  const waiting = await db
    .selectFrom('messages')
    .select(['lane', (e) => e.fn.countAll<number>().as('n')])
    .select(sql<number>`count(*) filter (where due_at < ${asOf(now - LATE_MS)})`.as('late'))
    .where('place', '=', 'due')
    .groupBy('lane')
    .execute()
  return lanes.map((lane) => {
    const { n = 0, late = 0 } = waiting.find((one) => one.lane === lane.name) ?? {}
    return {
      name: lane.name,
      perSecond: lane.per_second,
      connections: lane.connections,
      waiting: n,
      late,
      breaker: {
        state: breakerState({ until: lane.breaker_until }, now),
        until: lane.breaker_until,
        since: lane.breaker_since,
        why: lane.breaker_why,
        step: lane.breaker_step,
      },
    }
  })
}

/** Every sender and lane that is being warmed up. */
export async function readTiers(db: Db | Tx): Promise<TierHealth[]> {
  const rows = await db.selectFrom('warm_ups').selectAll().orderBy('sender').orderBy('lane').execute()
  if (rows.length === 0) return []
  const release = await newestRelease(db)
  return rows.flatMap(({ sender, lane, tier, since }) => {
    const tiers = tiersOf(release, sender)
    return tiers ? [{ sender, lane, tier, aDay: tiers[tier] ?? null, since }] : []
  })
}
