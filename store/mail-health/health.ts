import { dayOf, daysBefore } from '../../core/time/day.ts'
import { listPauses } from '../lanes/pauses.ts'
import { newestRelease, publishedOrNone } from '../releases.ts'
import type { Store } from '../store.ts'
import type { Db } from '../database.ts'
import { type Concern, concernsOf } from './concerns.ts'
import { type DayFigures, dayFigures, type SenderFigures, sumOf } from './figures.ts'
import { type LaneHealth, readLaneHealth, readTiers, type TierHealth } from './lane-health.ts'
import { type MailboxHealth, readMailboxes } from './mailbox-health.ts'
import { readStreams, type Stream } from './streams.ts'

/** Everything the postmaster looks at, at one instant. Instants in epoch ms; days of the default zone. */
export interface MailHealth {
  at: number
  zone: string
  from: string
  to: string
  days: DayFigures[]
  /** Over the last 7 and the last 30 days, whatever was asked for. */
  sums: { 7: SenderFigures[]; 30: SenderFigures[] }
  streams: Stream[]
  lanes: LaneHealth[]
  tiers: TierHealth[]
  pauses: Awaited<ReturnType<typeof listPauses>>
  mailboxes: MailboxHealth[]
  concerns: Concern[]
}

/** How mail fares. `days`: how many days back the figures of single days go, the day of today included. */
export async function readMailHealth(store: Store, { days }: { days: number }): Promise<MailHealth> {
  const { db } = store
  const at = await store.clock.now(db)
  const release = await newestRelease(db)
  const { zone } = release.defaults
  const to = dayOf(at, zone)
  const back = (n: number) => daysBefore(to, n - 1)
  const all = await dayFigures(db, back(Math.max(days, 30)), to)
  const streams = await readStreams(db, release, to)
  const lanes = await readLaneHealth(db, at)
  const pauses = await listPauses(db)
  const mailboxes = await readMailboxes(db)
  return {
    ...{ at, zone, from: back(days), to },
    days: all.filter(({ day }) => day >= back(days)),
    sums: { 7: sumOf(all, back(7)), 30: sumOf(all, back(30)) },
    ...{ streams, lanes, tiers: await readTiers(db), pauses, mailboxes },
    concerns: concernsOf({ streams, lanes, pauses, mailboxes }),
  }
}

/** What of mail needs a person, for those who ask for nothing else. `now` in epoch ms of business time. */
export async function mailConcerns(db: Db, now: number): Promise<Concern[]> {
  const release = await publishedOrNone(db)
  return concernsOf({
    streams: release ? await readStreams(db, release, dayOf(now, release.defaults.zone)) : [],
    lanes: await readLaneHealth(db, now),
    pauses: await listPauses(db),
    mailboxes: await readMailboxes(db),
  })
}
