import { sql } from 'kysely'
import type { Needs } from '../../core/advance/needs.ts'
import type { SeenFact } from '../../core/advance/view.ts'
import { withoutVoided, withVoids } from '../../core/mail/clicks.ts'
import type { Reach } from '../../core/plan/conditions.ts'
import { addDuration } from '../../core/time/duration.ts'
import { instant, type Tx } from '../database.ts'
import type { LockedLead } from '../transact.ts'

/** More facts of one kind than this are not read: conditions count far less. The newest are kept. */
const LIMIT = 1000

/** A fact is accepted at most this long before it happened: older partitions need not be looked at. */
const AHEAD_MS = 10 * 60_000

/** The facts that the plan asks about: of the lead, of its company, of the journey's thing; oldest first. */
export async function readFacts(
  tx: Tx,
  of: { lead: LockedLead; thing: string | null; enteredAt: number; now: number },
  needs: Needs,
): Promise<SeenFact[]> {
  const found = new Map<number, SeenFact>()
  for (const subject of ['lead', 'account', 'thing'] as const) {
    const wanted = needs.facts.filter((need) => need.subject === subject)
    const id = { lead: of.lead.id, account: of.lead.account_id, thing: of.thing }[subject]
    // Who has no company is one alone.
    const whose =
      id === null && subject === 'account' ? { subject: 'lead' as const, id: of.lead.id } : { subject, id }
    if (wanted.length === 0 || whose.id === null) continue
    const types = wanted.map((need) => need.type)
    for (const fact of await read(tx, whose.subject, whose.id, { types, since: earliestOf(wanted, of) }))
      found.set(fact.id, fact)
  }
  return [...found.values()].sort((a, b) => a.at - b.at || a.id - b.id)
}

/** The earliest instant to which one of these looks back. */
export const earliestOf = (wanted: { since: Reach }[], of: { enteredAt: number; now: number }): number =>
  Math.min(...wanted.map((need) => reach(need.since, of)))

const reach = (since: Reach, of: { enteredAt: number; now: number }): number =>
  since === 'entry'
    ? of.enteredAt
    : since === 'ever'
      ? 0
      : addDuration(of.now, negated(since), { zone: 'UTC', country: null })

const negated = (duration: string) => `-${duration}` as Parameters<typeof addDuration>[1]

async function read(
  tx: Tx,
  subject: 'lead' | 'account' | 'thing',
  id: string,
  { types, since }: { types: string[]; since: number },
): Promise<SeenFact[]> {
  const whose = {
    lead: sql`lead_id = ${id}`,
    account: sql`account_id = ${id}`,
    thing: sql`things @> ${[id]}::text[] and things <> '{}'`,
  }[subject]
  const asked = withVoids(types)
  const { rows } = await sql<SeenFact>`
    select id, type, at, props, lead_id as lead, account_id as account, things from facts
    where ${whose} and type = any(${asked}) and at >= ${instant(since)} and accepted_at >= ${instant(Math.max(0, since - AHEAD_MS))}
    order by at desc, id desc limit ${LIMIT}`.execute(tx)
  return withoutVoided(rows, types)
}
