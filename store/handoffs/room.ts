import { DateTime } from 'luxon'
import { sql } from 'kysely'
import { NO_ROOM } from '../../core/sales/outcomes.ts'
import type { Route } from '../../core/release/release.ts'
import { OFFICE, openAt } from '../../core/time/window.ts'
import { usableZone } from '../../core/time/usable-zone.ts'
import { instant, type Tx } from '../database.ts'
import { enrol } from '../journeys/enrol.ts'
import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import type { Unable } from './able.ts'
import { change } from './change.ts'
import type { Held } from './lock.ts'
import type { NoRoom } from './next-seller.ts'
import type { Standing } from './move.ts'
import { routeOf, workTime } from './route.ts'
import { line } from './tell.ts'
import { countBefore } from './waiters.ts'

/** When the first of these sellers may have room: back from leave, or on the next working day of his own. */
export async function roomAt(
  m: Moment,
  route: Route,
  sellers: SellerRow[],
  unable: ReadonlyMap<string, Unable>,
): Promise<NoRoom> {
  const because: NoRoom['because'] = {}
  let until = Number.POSITIVE_INFINITY
  for (const seller of sellers) {
    const why = unable.get(seller.id)
    if (!why) continue
    because[why] = (because[why] ?? 0) + 1
    const { hours = OFFICE, ...place } = workTime(m, route, seller)
    const from = why === 'on leave' ? await backAt(m, seller.id) : nextDay(m.now, place.zone)
    until = Math.min(until, openAt(hours, from, place))
  }
  return { until, because, sellers }
}

const nextDay = (now: number, zone: string): number =>
  DateTime.fromMillis(now, { zone: usableZone(zone) })
    .plus({ days: 1 })
    .startOf('day')
    .toMillis()

async function backAt({ tx, now }: Moment, sellerId: string): Promise<number> {
  const { back } = await tx
    .selectFrom('leaves')
    .select((e) => e.fn.max('until_at').as('back'))
    .where('seller_id', '=', sellerId)
    .where(sql<boolean>`from_at <= ${instant(now)} and until_at > ${instant(now)}`)
    .executeTakeFirstOrThrow()
  return back ?? now
}

/**
 * Everybody is full or on leave, or others wait longer: the hand-off waits, the lead's marketing mail goes on, and its story
 * says since when, until when, and how many go first. Where it is in no journey, it enters the sequence that the route names for `no room`.
 */
export async function waitForRoom(
  m: Moment,
  held: Held,
  { until, because, sellers }: NoRoom,
): Promise<Standing> {
  const { handoff, lead } = held
  const standing = { until, details: `nobody has room yet, route ${handoff.route}` }
  if (handoff.full_until === until) return standing
  const first = handoff.full_until === null
  const since = handoff.waits_since ?? m.now
  await change(m, held, { full_until: until, waits_since: since, state: 'open' })
  const entered = first ? await nurture(m, held) : null
  await line(m, handoff, 'waits for room', {
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    because,
    before: await countBefore(m, sellers, { since, id: handoff.id }),
    ...(entered && { sequence: entered }),
    goesOnIn: await runningOf(m.tx, lead.id),
  })
  return standing
}

async function nurture(m: Moment, { handoff, lead }: Held): Promise<string | null> {
  const { recycle } = routeOf(m, handoff)
  const sequence = Object.hasOwn(recycle, NO_ROOM) ? recycle[NO_ROOM] : undefined
  const plan = m.release.plans.find((one) => one.sequence === sequence)
  if (!plan) return null
  const props = { from: 'sales', handoff: handoff.id, outcome: NO_ROOM }
  const entered = await enrol(m, plan, lead, { fact: null, props })
  return 'refused' in entered ? null : plan.sequence
}

const runningOf = async (tx: Tx, leadId: string): Promise<string[]> => {
  const rows = await tx
    .selectFrom('journeys')
    .select('sequence')
    .where('lead_id', '=', leadId)
    .where('status', '<>', 'done')
    .orderBy('sequence')
    .execute()
  return rows.map((row) => row.sequence)
}
