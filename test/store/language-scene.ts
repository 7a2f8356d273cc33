import { sql } from 'kysely'
import { acceptFacts } from '../../store/facts/accept.ts'
import type { NewFact } from '../../store/facts/check.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { type LeadInput, upsertLead } from '../../store/leads.ts'
import type { TestStore } from '../harness/store.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** What tests of the language do to a store, and what they look at. */
export function languageScene(store: TestStore) {
  const { db } = store
  const drain = () => drainAlarms(store, { until: performance.now() + 60_000, beat: () => {} })
  const journeys = (lead: string) =>
    db
      .selectFrom('journeys')
      .selectAll()
      .where('lead_id', '=', lead)
      .orderBy('entered_at')
      .orderBy('id')
      .execute()
  return {
    drain,
    journeys,
    person: async (email: string, more: LeadInput = {}) => (await upsertLead(store, { email, ...more })).id,
    say: (fact: NewFact) => acceptFacts(store, [fact]),
    story: async (lead: string) => {
      const rows = await db
        .selectFrom('journal')
        .select('data')
        .where('lead_id', '=', lead)
        .orderBy('id')
        .execute()
      return rows.map((row) => row.data)
    },
    /** Alarms of a company by its domain, of a thing as `contract:C-1`, or of a lead by its id. */
    alarms: async (of: { domain: string } | { thing: string } | { lead: string }) => {
      const subject =
        'domain' in of
          ? sql`(select 'account:' || id from accounts where domain = ${of.domain})`
          : sql`${'thing' in of ? `thing:${of.thing}` : `lead:${of.lead}`}::text`
      const { rows } = await sql<{ what: string; at: number }>`
        select what, at from alarms where subject = ${subject} and what <> 'cool' order by what`.execute(db)
      return rows
    },
    /** Lets time pass to an instant: every alarm rings, every mail leaves, every turn runs when it is due. */
    until: async (to: number | string) => {
      const end = typeof to === 'number' ? to : Date.parse(to)
      for (;;) {
        await drain()
        await sql`update messages set status = 'sent', left_at = due_at
          where status = 'queued' and due_at <= ${new Date(store.clock.read())}`.execute(db)
        const { rows } = await sql<{ id: string | null; at: number }>`
          select id::text as id, least(wait_at, wake_at) as at from journeys where status = 'running' and least(wait_at, wake_at) is not null
          union all select null, at from alarms where code is null order by at limit 1`.execute(db)
        const [first] = rows
        if (!first || first.at > end) break
        store.clock.set(Math.max(first.at, store.clock.read()))
        if (first.id) await journeyTurn(store, first.id)
      }
      store.clock.set(end)
    },
  }
}
