import { sql } from 'kysely'
import { instant } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { StoredFact } from './insert.ts'

/** Everything that a fact can be waited for under: its lead, its company, its things. */
export function subjectsOf(fact: {
  leadId: string | null
  accountId: string | null
  things: string[]
}): string[] {
  return [
    ...(fact.leadId ? [`lead:${fact.leadId}`] : []),
    ...(fact.accountId ? [`account:${fact.accountId}`] : []),
    ...fact.things.map((thing) => `thing:${thing}`),
  ]
}

/**
 * Marks each running journey that waits for one of these types (of facts, or `CHANGED`) as due now, and has its
 * workflow told after the commit. What nobody waits for wakes nobody.
 */
export async function wakeWaiting(
  m: Moment,
  fact: Pick<StoredFact, 'leadId' | 'accountId' | 'things'>,
  types: string[],
): Promise<void> {
  const subjects = subjectsOf(fact)
  const { rows } = await sql<{ id: string }>`
    update journeys set wake_at = ${instant(m.now)}
    where id in (
      select j.id from journeys j join waits w on w.journey_id = j.id
      where w.type = any(${types}) and w.subject = any(${subjects}) and j.status = 'running'
      order by j.id for no key update of j)
    returning id`.execute(m.tx)
  for (const { id } of rows) m.wakes.set(`journey/${id}`, { type: 'journey' })
}

/** Facts that say that somebody spoke with the lead: the clock of a hand-off's first contact asks for them. */
export const CONTACT = ['call.ended', 'handoff.contacted', 'email.replied']

/**
 * Has the lead's hand-offs look at a fact that may stop the clock of their first contact, or that takes consent for
 * dealers back.
 */
export async function wakeHandoffs(m: Moment, fact: Pick<StoredFact, 'type' | 'leadId'>): Promise<void> {
  const contact = CONTACT.includes(fact.type)
  if (!fact.leadId || (!contact && fact.type !== 'consent.withdrawn')) return
  const rows = await m.tx
    .updateTable('handoffs')
    .set({ wake_at: instant(m.now) })
    .where('lead_id', '=', fact.leadId)
    .$if(contact, (query) => query.where('state', '=', 'owned').where('contacted_at', 'is', null))
    .$if(!contact, (query) =>
      query.where('stage', 'in', ['alone', 'group', 'auction']).where('state', 'in', ['open', 'offered']),
    )
    .returning('id')
    .execute()
  for (const { id } of rows) m.wakes.set(`handoff/${id}`, { type: 'handoff' })
}
