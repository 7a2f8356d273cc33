import { sql } from 'kysely'
import { DateTime } from 'luxon'
import { slowsUs } from '../../core/mail/breaker.ts'
import { afterDay, type DayFigures, TIERS } from '../../core/mail/warm-up.ts'
import type { Release } from '../../core/release/release.ts'
import { dayOf } from '../../core/time/day.ts'
import { usableZone } from '../../core/time/usable-zone.ts'
import { instant, type Tx } from '../database.ts'
import type { Moment } from '../moment.ts'

/** What a sender may send to a provider today, and what left or is leaving. */
export interface TierRoom {
  tier: number
  limit: number
  sent: number
}

/** The tiers of a sender: mails a day; null where its name is known already. */
export function tiersOf({ senders }: Pick<Release, 'senders'>, name: string): readonly number[] | null {
  const warmUp = Object.hasOwn(senders, name) ? senders[name]?.warmUp : undefined
  return warmUp === undefined ? null : warmUp === true ? TIERS : warmUp
}

/** Today's room of those senders that are being warmed up. The caller holds the lock of the lane. */
export async function readTiers(
  m: Moment,
  lane: string,
  senders: string[],
): Promise<{ tiers: Map<string, TierRoom>; tomorrow: number }> {
  const { zone } = m.release.defaults
  const today = DateTime.fromMillis(m.now, { zone: usableZone(zone) }).startOf('day')
  const found = new Map<string, TierRoom>()
  for (const sender of senders) {
    const tiers = tiersOf(m.release, sender)
    if (!tiers) continue
    const tier = await standing(m, { sender, lane, tiers, today: dayOf(m.now, zone) })
    const limit = tiers[tier]
    if (limit === undefined) continue
    found.set(sender, { tier, limit, sent: await sentOn(m.tx, { sender, lane, dayStart: today.toMillis() }) })
  }
  return { tiers: found, tomorrow: today.plus({ days: 1 }).toMillis() }
}

interface Whose {
  sender: string
  lane: string
  tiers: readonly number[]
  today: string
}

/** The tier that holds today. Days that are over and not yet judged are judged first, each once, in order. */
async function standing(m: Moment, { sender, lane, tiers, today }: Whose): Promise<number> {
  const row = await m.tx
    .selectFrom('warm_ups')
    .selectAll()
    .where('sender', '=', sender)
    .where('lane', '=', lane)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) {
    const first = { sender, lane, tier: 0, good_days: 0, since: instant(m.now), judged_on: today }
    await m.tx.insertInto('warm_ups').values(first).execute()
    return 0
  }
  if (row.judged_on >= today) return row.tier
  const days = await daysSince(m.tx, { sender, lane, from: row.judged_on, to: today })
  const after = days.reduce((at, day) => afterDay(at, day, tiers), {
    tier: row.tier,
    goodDays: row.good_days,
  })
  await m.tx
    .updateTable('warm_ups')
    .set({
      tier: after.tier,
      good_days: after.goodDays,
      judged_on: today,
      ...(after.tier !== row.tier && { since: instant(m.now) }),
    })
    .where('sender', '=', sender)
    .where('lane', '=', lane)
    .execute()
  return after.tier
}

/** Figures of each day on which anything happened, `from` on and before `to`. */
async function daysSince(
  tx: Tx,
  { sender, lane, from, to }: { sender: string; lane: string; from: string; to: string },
): Promise<DayFigures[]> {
  const { rows } = await sql<{ day: string; what: string; code: string | null; n: number }>`
    select day, what, code, count(*)::int as n from mail_events
    where lane = ${lane} and sender = ${sender} and day >= ${from}::date and day < ${to}::date
      and at >= ${from}::date - interval '2 days'
      and what in ('sent', 'bounced', 'refused', 'deferred', 'complained')
    group by day, what, code order by day`.execute(tx)
  const days = new Map<string, DayFigures>()
  for (const { day, what, code, n } of rows) {
    const figures = days.get(day) ?? { sent: 0, bounced: 0, refused: 0, complained: 0 }
    if (what === 'sent') figures.sent += n
    else if (what === 'bounced') figures.bounced += n
    else if (what === 'complained') figures.complained += n
    else if (what === 'refused' || slowsUs(code)) figures.refused += n
    days.set(day, figures)
  }
  return [...days.values()]
}

// What is on its way counts too: two holders of a lane must not both fill the tier.
async function sentOn(
  tx: Tx,
  { sender, lane, dayStart }: { sender: string; lane: string; dayStart: number },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`select (
    (select count(*) from mail_events where lane = ${lane} and at >= ${instant(dayStart)} and sender = ${sender}
      and what in ('sent', 'unknown'))
    + (select count(*) from messages where lane = ${lane} and place = 'open' and sender = ${sender})
  )::int as n`.execute(tx)
  return rows[0]?.n ?? 0
}
