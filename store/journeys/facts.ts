import { sql } from 'kysely'
import type { Needs } from '../../core/advance/needs.ts'
import type { SeenFact } from '../../core/advance/view.ts'
import { addDuration } from '../../core/time/duration.ts'
import { instant, type Tx } from '../database.ts'
import type { LockedLead } from '../transact.ts'

/** More facts of one kind than this are not read: conditions count far less. The newest are kept. */
const LIMIT = 1000

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
    if (wanted.length === 0 || id === null) continue
    const since = Math.min(...wanted.map((need) => reach(need.since, of)))
    for (const fact of await read(tx, subject, id, { types: wanted.map((need) => need.type), since }))
      found.set(fact.id, fact)
  }
  return [...found.values()].sort((a, b) => a.at - b.at || a.id - b.id)
}

const reach = (since: Needs['facts'][number]['since'], of: { enteredAt: number; now: number }): number =>
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
  const { rows } = await sql<SeenFact>`
    select id, type, at, props, lead_id as lead, account_id as account, things from facts
    where ${whose} and type = any(${types}) and at >= ${instant(since)}
    order by at desc, id desc limit ${LIMIT}`.execute(tx)
  return rows
}
