import { COMPLAINT_DAYS } from '../../core/mail/complaints.ts'
import type { Release } from '../../core/release/release.ts'
import { daysBefore } from '../../core/time/day.ts'
import type { Db, Tx } from '../database.ts'
import type { ComplaintWatchTable } from '../tables/mail-world.ts'

/** Mail of one topic from the senders of one domain, over the window that complaints are counted in. */
export interface Stream {
  domain: string
  topic: string
  /** Names of the senders that had mail in it. */
  senders: string[]
  delivered: number
  complained: number
  state: ComplaintWatchTable['state']
  /** Since when it is in that state, epoch ms; null: as long as anybody looked. */
  since: number | null
  /** First day of the window. */
  from: string
  /** What was paused because of complaints. */
  paused: { scope: Exclude<ComplaintWatchTable['pause_scope'], null>; name: string } | null
}

/** The domain that answers for a sender's name at the mailbox providers. A sender who is published no more: his name. */
export function domainOf({ senders }: Pick<Release, 'senders'>, sender: string): string {
  const address = Object.hasOwn(senders, sender) ? (senders[sender]?.address ?? '') : ''
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase() || sender
}

/** Every stream that had mail in the last seven days, or that is watched. `day` is today's. */
export async function readStreams(db: Db | Tx, release: Release, day: string): Promise<Stream[]> {
  const from = daysBefore(day, COMPLAINT_DAYS - 1)
  const watched = await db.selectFrom('complaint_watch').selectAll().execute()
  const counts = await db
    .selectFrom('mail_counts')
    .select(['day', 'sender', 'topic', 'what', (e) => e.fn.sum<number>('n').as('n')])
    .where('day', '>=', from)
    .where('day', '<=', day)
    .where('what', 'in', ['sent', 'returned', 'complained'])
    .groupBy(['day', 'sender', 'topic', 'what'])
    .execute()
  const streams = new Map<string, Stream>()
  const nameOf = (domain: string, topic: string) => `${domain} ${topic}`
  for (const row of watched) {
    const begins = row.window_day !== null && row.window_day > from ? row.window_day : from
    const inside = begins === row.window_day
    streams.set(nameOf(row.domain, row.topic), {
      domain: row.domain,
      topic: row.topic,
      senders: [],
      // What the window's first day had before the window began is not of it.
      delivered: inside ? -row.base_delivered : 0,
      complained: inside ? -row.base_complained : 0,
      state: row.state,
      since: row.since,
      from: begins,
      paused: row.pause_scope === null ? null : { scope: row.pause_scope, name: row.pause_name ?? '' },
    })
  }
  for (const { day: on, sender, topic, what, n } of counts) {
    const domain = domainOf(release, sender)
    const stream: Stream = streams.get(nameOf(domain, topic)) ?? {
      ...{ domain, topic, senders: [], delivered: 0, complained: 0 },
      ...{ state: 'fine', since: null, from, paused: null },
    }
    streams.set(nameOf(domain, topic), stream)
    if (!stream.senders.includes(sender)) stream.senders.push(sender)
    if (on < stream.from) continue
    if (what === 'complained') stream.complained += Number(n)
    else stream.delivered += what === 'sent' ? Number(n) : -Number(n)
  }
  // Mail of the days before may come back after the window began.
  return [...streams.values()]
    .map((stream) => ({
      ...stream,
      senders: stream.senders.sort(),
      delivered: Math.max(stream.delivered, 0),
      complained: Math.max(stream.complained, 0),
    }))
    .sort((a, b) => (nameOf(a.domain, a.topic) < nameOf(b.domain, b.topic) ? -1 : 1))
}
