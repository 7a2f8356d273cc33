import { sql } from 'kysely'
import { capsFor, type Slots, type Taken } from '../core/mail/caps.ts'
import type { Cap, Release } from '../core/release/release.ts'
import { lengthOf } from '../core/time/duration.ts'
import { asOf } from './database.ts'
import type { Moment } from './moment.ts'

/** A lead as caps know it. */
interface Capped {
  id: string
  account_id: string | null
  mail_pace: 'fewer' | null
}

/** What of their caps these leads used up. */
export interface MailSlots {
  of(lead: Capped): Slots
  /** Counts a mail that is taken to be sent now. */
  count(lead: Capped, taken: Taken): void
}

/** Whether some cap counts all people of a company together. */
export const capsCompanies = ({ caps }: Pick<Release, 'caps'>): boolean =>
  caps.some((cap) => cap.over === 'account')

/**
 * Reads which marketing mails of these leads, and of their companies where a cap asks, left as far back as the longest cap
 * reaches. Those on their way, and those of which nobody knows whether they arrived, count as gone. The caller holds the
 * locks of the leads, and of the companies where a cap counts them.
 */
export async function readSlots(m: Moment, leads: Capped[]): Promise<MailSlots> {
  const caps = leads.flatMap((lead) => capsFor(m.release.caps, lead.mail_pace === 'fewer'))
  const byLead = new Map<string, Taken[]>()
  const byAccount = new Map<string, Taken[]>()
  const add = (id: string, account: string | null, taken: Taken) => {
    byLead.set(id, [...(byLead.get(id) ?? []), taken])
    if (account !== null) byAccount.set(account, [...(byAccount.get(account) ?? []), taken])
  }
  if (caps.length > 0) {
    for (const { id, account, at, template } of await lately(m, leads, caps))
      add(id, account, { at, template })
  }
  return {
    of({ id, account_id }) {
      const own = byLead.get(id) ?? []
      return { lead: own, account: account_id === null ? own : (byAccount.get(account_id) ?? []) }
    },
    count: ({ id, account_id }, taken) => add(id, account_id, taken),
  }
}

interface Left extends Taken {
  id: string
  account: string | null
}

async function lately(m: Moment, leads: Capped[], caps: Cap[]): Promise<Left[]> {
  // A tenth more, because months and workdays are longer than their mean; a day more for the clock change.
  const reach = Math.max(...caps.map((cap) => lengthOf(cap.per))) * 1.1 + 24 * 3_600_000
  const since = m.now - reach
  // The newest of each person decide; and asked for so few, each is found by the index.
  const most = Math.max(1, ...caps.map((cap) => cap.mails))
  const accounts = capsCompanies(m.release)
    ? [...new Set(leads.flatMap((lead) => lead.account_id ?? []))]
    : []
  const ids = leads.map((lead) => lead.id)
  const people = sql`select id, account_id from leads where id = any(${ids}::uuid[]) or account_id = any(${accounts}::uuid[])`
  const { rows } = await sql<{ id: string; account: string | null; at: number | null; template: string }>`
    with people as materialized (${people})
    select p.id, p.account_id as account, sent.left_at as at, sent.template
    from people p cross join lateral (
      select left_at, template from messages
      where lead_id = p.id and kind = 'marketing' and place = 'sent' and left_at > ${asOf(since)}
      order by left_at desc limit ${most}) sent
    union all
    select p.id, p.account_id, going.left_at, going.template
    from people p cross join lateral (
      select left_at, template from messages
      where lead_id = p.id and kind = 'marketing' and seller_id is null
        and (place = 'open' or (place = 'unknown' and left_at > ${asOf(since)}))) going`.execute(m.tx)
  return rows.map((row) => ({ ...row, at: row.at ?? m.now }))
}
