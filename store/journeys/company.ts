import { sql } from 'kysely'
import type { Needs } from '../../core/advance/needs.ts'
import type { Colleague, Company, SeenFact } from '../../core/advance/view.ts'
import { withoutVoided, withVoids } from '../../core/mail/clicks.ts'
import { zoneOf, type Whereabouts } from '../../core/time/zone.ts'
import { instant, type Tx } from '../database.ts'
import type { Moment } from '../moment.ts'
import { companyPlace } from '../whereabouts.ts'
import type { LockedLead } from '../transact.ts'
import { earliestOf } from './facts.ts'
import { leadValues } from './values.ts'

/** Persons of a company that a rule looks at: those known longest, and the one it is about. */
const COLLEAGUES = 300
/** Facts of one of them: conditions count far less. The newest are kept. */
const FACTS = 200
/** Persons of a company that one fact may enter. */
const PEOPLE = 2000

/**
 * The persons of the lead's company as `anyone` asks for them, the lead included: one query for the persons, one for
 * what they did. A lead without a company is alone.
 */
export async function readColleagues(
  m: Moment,
  lead: LockedLead,
  { enteredAt, wanted }: { enteredAt: number; wanted: NonNullable<Needs['colleagues']> },
): Promise<Colleague[]> {
  const rows = lead.account_id
    ? await m.tx
        .selectFrom('leads')
        .selectAll()
        .where('account_id', '=', lead.account_id)
        .where('erased_at', 'is', null)
        .orderBy((e) => e('id', '=', lead.id), 'desc')
        .orderBy('created_at')
        .orderBy('id')
        .limit(COLLEAGUES)
        .execute()
    : [lead]
  const facts = await factsOf(m, { leads: rows.map((row) => row.id), enteredAt, wanted })
  const company = lead.account_id ? await companyPlace(m.tx, lead.account_id) : null
  return rows.map((row) => ({
    id: row.id,
    ...placeOf({ ...row, company }, m),
    fit: row.fit,
    score: row.score,
    values: leadValues(row),
    facts: facts.get(row.id) ?? [],
  }))
}

function placeOf(who: Whereabouts, m: Moment): { zone: string; country: string | null } {
  const { zone, country } = zoneOf(who, m.release.defaults.zone)
  return { zone, country }
}

async function factsOf(
  m: Moment,
  of: { leads: string[]; enteredAt: number; wanted: NonNullable<Needs['colleagues']> },
): Promise<Map<string, SeenFact[]>> {
  const found = new Map<string, SeenFact[]>()
  if (of.wanted.facts.length === 0) return found
  const types = of.wanted.facts.map((fact) => fact.type)
  const since = earliestOf(of.wanted.facts, { enteredAt: of.enteredAt, now: m.now })
  const { rows } = await sql<SeenFact & { lead: string }>`
    select f.* from unnest(${of.leads}::uuid[]) as of_lead (id) cross join lateral (
      select id, type, at, props, lead_id as lead, account_id as account, things from facts
      where lead_id = of_lead.id and type = any(${withVoids(types)}) and at >= ${instant(since)}
      order by at desc, id desc limit ${FACTS}) f
    order by f.at, f.id`.execute(m.tx)
  for (const fact of withoutVoided(rows, types)) found.set(fact.lead, [...(found.get(fact.lead) ?? []), fact])
  return found
}

/**
 * The persons of a company as `who` names them. The main contact is the one that was set, as long as that person is
 * there; else a decider, else whom we have known longest.
 */
export async function readCompany(tx: Tx, accountId: string): Promise<Company> {
  const account = await tx
    .selectFrom('accounts')
    .select('main_contact_id')
    .where('id', '=', accountId)
    .executeTakeFirst()
  const people = await tx
    .selectFrom('leads')
    .select(['id', 'role'])
    .where('account_id', '=', accountId)
    .where('erased_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(PEOPLE)
    .execute()
  const set = people.find((one) => one.id === account?.main_contact_id)
  const main = set ?? people.find((one) => one.role === 'decider') ?? people[0]
  return { mainContact: main?.id ?? null, people }
}
