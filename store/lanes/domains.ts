import { sql } from 'kysely'
import { DEFAULT_LANE, type Lane, laneOfMx } from '../../core/mail/mail-lanes.ts'
import { type Db, json } from '../database.ts'
import { wakeLane } from '../lanes.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'

/** What the DNS said of a domain; `mx` null: nobody answered. */
export interface LookedUp {
  domain: string
  mx: string[] | null
}

/** Domains whose exchangers nobody asked for yet, or not for long. Machine time: it is the DNS's. */
export async function domainsToLook(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ domain: string }>`select domain from mail_domains
    where next_look_at <= clock_timestamp() order by next_look_at limit ${limit}`.execute(db)
  return rows.map((row) => row.domain)
}

/**
 * Keeps what was found: an answer for a week, none for a minute, doubling up to six hours; who answered before keeps that answer meanwhile. Mail
 * that waits in `default` for a domain of a provider moves to its lane, and that lane is told.
 */
export async function noteDomains(
  store: Store,
  found: LookedUp[],
  lanes: Record<string, Lane>,
): Promise<void> {
  const rows = found.map(({ domain, mx }) => ({ domain, mx, lane: mx && laneOfMx(mx, domain, lanes) }))
  await inMoment(
    store,
    () => Promise.resolve(),
    async (m) => {
      await sql`update mail_domains d set
          lane = coalesce(x.lane, d.lane), mx = coalesce(x.mx, d.mx),
          failures = case when x.lane is null then d.failures + 1 else 0 end,
          looked_at = clock_timestamp(),
          next_look_at = clock_timestamp() + case when x.lane is not null then interval '7 days'
            else least(interval '6 hours', interval '1 minute' * power(2, least(d.failures, 10))) end
        from jsonb_to_recordset(${json(rows)}) as x(domain text, mx text[], lane text)
        where d.domain = x.domain`.execute(m.tx)
      await moveMail(
        m,
        rows.filter((row) => row.lane !== null && row.lane !== DEFAULT_LANE),
      )
    },
  )
}

// What has been claimed already goes where it is.
async function moveMail(m: Moment, rows: { domain: string; lane: string | null }[]): Promise<void> {
  if (rows.length === 0) return
  const moved = await sql<{ lane: string; due: number }>`
    with x as (select * from jsonb_to_recordset(${json(rows)}) as x(domain text, lane text)),
      waiting as (
        select messages.key, x.lane from messages
          left join leads on leads.id = messages.lead_id and messages.seller_id is null
          left join sellers on sellers.id = messages.seller_id
          join x on x.domain = lower(split_part(coalesce(sellers.email, leads.email), '@', 2))
        where messages.lane = ${DEFAULT_LANE} and messages.place = 'due'
        order by messages.key for no key update of messages skip locked)
    update messages set lane = waiting.lane from waiting where messages.key = waiting.key
    returning messages.lane, messages.due_at as due`.execute(m.tx)
  const firsts = new Map<string, number>()
  for (const { lane, due } of moved.rows) firsts.set(lane, Math.min(due, firsts.get(lane) ?? due))
  for (const [lane, due] of firsts) wakeLane(m, lane, due)
}
