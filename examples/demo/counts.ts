import { sql } from 'kysely'
import type { Db } from '../../store/database.ts'
import { mailsTo } from './clients.ts'
import type { DemoSystem } from './system.ts'

/** What came of it all, counted in the store. */
export interface Counts {
  /** Leads that exist. */
  captured: number
  /** Leads to whom at least one mail has left. */
  mailed: number
  /** Leads who followed a link as a person. */
  clicked: number
  /** Leads that were hot at some time: their hand-offs by heat. */
  hot: number
  /** Hand-offs that a seller took. */
  accepted: number
  /** Offers that a seller did not want. */
  declined: number
  /** Offers to people of dealers. */
  dealerOffers: number
  /** Bids for leads that were auctioned. */
  bids: number
  /** What dealers owe for leads that they won, in pounds. */
  owed: number
  /** Leads that sales gave back, and that are being warmed again. */
  recycled: number
  /** Leads that left the list. */
  unsubscribed: number
  /** Mails that were skipped, by reason. */
  skipped: Record<string, number>
  /** Mails of one Message-ID that came more than once. Always none. */
  twice: number
}

const one = async (db: Db, query: ReturnType<typeof sql<{ n: number }>>): Promise<number> =>
  (await query.execute(db)).rows[0]?.n ?? 0

/** Counts everything once. */
export async function countAll(system: DemoSystem): Promise<Counts> {
  const { db } = system
  const skipped = await sql<{
    reason: string
    n: number
  }>`select coalesce(reason, 'none') as reason, count(*) as n
    from messages where status = 'skipped' group by 1 order by 1`.execute(db)
  return {
    captured: await one(db, sql`select count(*) as n from leads`),
    mailed: await mailed(db),
    clicked: await clicked(db),
    hot: await hot(db),
    accepted: await accepted(db),
    declined: await one(db, sql`select count(*) as n from offers where state = 'declined'`),
    dealerOffers: await one(db, sql`select count(*) as n from offers where dealer_id is not null`),
    bids: await one(db, sql`select count(*) as n from bids`),
    owed: await one(db, sql`select (sum(amount) / 100)::int as n from dues where waived_at is null`),
    recycled: await recycled(db),
    unsubscribed: await one(db, sql`select count(distinct address_hash) as n from suppressions`),
    skipped: Object.fromEntries(skipped.rows.map(({ reason, n }) => [reason, n])),
    twice: await twice(system),
  }
}

/** Leads to whom at least one mail has left. */
export const mailed = (db: Db): Promise<number> =>
  one(
    db,
    sql`select count(distinct lead_id) as n from messages where status = 'sent' and lead_id is not null`,
  )

/** When the last mail to this address left, epoch ms of business time; null while one is on its way. */
export async function lastLeft(db: Db, address: string): Promise<number | null> {
  const mails = await db
    .selectFrom('messages')
    .innerJoin('leads', 'leads.id', 'messages.lead_id')
    .select(['messages.status', 'messages.left_at'])
    .where('leads.email', '=', address)
    .where('messages.status', 'in', ['claimed', 'sending', 'sent'])
    .execute()
  if (mails.some(({ status }) => status !== 'sent')) return null
  return Math.max(...mails.map((mail) => mail.left_at ?? 0))
}

/** Leads who followed a link as a person. */
export const clicked = (db: Db): Promise<number> =>
  one(
    db,
    sql`select count(distinct lead_id) as n from facts where type = 'email.clicked' and coalesce((props ->> 'human')::boolean, true)`,
  )

/** Leads that went to sales because they were hot. */
export const hot = (db: Db): Promise<number> =>
  one(
    db,
    sql`select count(distinct lead_id) as n from leads l join handoffs h on h.lead_id = l.id where h.route = 'sales' and l.category = 'hot'`,
  )

/** Hand-offs that a seller took. */
export const accepted = (db: Db): Promise<number> =>
  one(db, sql`select count(*) as n from offers where state = 'accepted'`)

/** Leads that are in the sequence of those whom sales gave back. */
export const recycled = (db: Db): Promise<number> =>
  one(
    db,
    sql`select count(distinct lead_id) as n from journeys where sequence = 'back-to-nurture' and status = 'running'`,
  )

/** Counted where it shows, in the mailboxes. */
async function twice(system: DemoSystem): Promise<number> {
  const ids = (await mailsTo(system)).map((mail) => mail.headers['message-id'])
  return ids.length - new Set(ids).size
}
