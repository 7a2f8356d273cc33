import { sql } from 'kysely'
import { canonicalJson } from '../core/hash.ts'
import type { Condition } from '../core/language/conditions.ts'
import { mentionsOf, type Segments, withParts } from '../core/plan/conditions.ts'
import type { Plan, PlanTrigger } from '../core/plan/plan.ts'
import { conditionsOf } from '../core/plan/walk.ts'
import type { Release } from '../core/release/release.ts'
import { instant, json, type Tx } from './database.ts'

/** A release as far as it says what enters leads by itself. */
export type Entries = Pick<Release, 'plans' | 'segments' | 'facts'>

/**
 * Has every lead, company and thing looked at for what this release newly says: dates that start a sequence, and
 * conditions that time will make true, get their alarms. What is true already is no becoming: publishing enrols nobody
 * who is inside already, but for the sequences in `enrolExisting`. Alarms do it afterwards, a lead at a time; here only
 * rows are written, one statement a kind. Running journeys that ask for a segment whose words changed look again.
 */
export async function armRelease(
  tx: Tx,
  now: number,
  { before, after, enrolExisting }: { before: Entries | null; after: Entries; enrolExisting: string[] },
): Promise<void> {
  const fresh = after.plans.filter(
    (plan) => enrolExisting.includes(plan.sequence) || isNew(plan, { before, after }),
  )
  const triggers = fresh.flatMap((plan) => (plan.enter?.on ?? []).map((on) => ({ plan, on })))
  const dates = new Set(triggers.flatMap(({ on }) => ('date' in on ? [kindOf(on.date.ref)] : [])))
  const conditions = triggers.filter(({ plan, on }) => awaits(plan, on, after, enrolExisting))
  const leads = conditions.some(({ plan }) => !ofCompany(plan))
  const companies = conditions.filter(({ plan }) => ofCompany(plan))
  const types = factsIn(companies, after.segments)
  if (leads || dates.has('lead')) {
    await insert(
      tx,
      now,
      enrolExisting,
      sql`select 'lead:' || id as subject, id as lead from leads where erased_at is null`,
    )
  } else if (types.length > 0) {
    await insert(
      tx,
      now,
      enrolExisting,
      sql`select distinct 'lead:' || l.id as subject, l.id as lead
      from facts f join leads l on l.id = f.lead_id
      where f.type = any(${types}) and l.account_id is null and l.erased_at is null`,
    )
  }
  if (dates.has('account')) {
    await insert(
      tx,
      now,
      enrolExisting,
      sql`select 'account:' || id as subject, null::uuid as lead from accounts`,
    )
  } else if (companies.length > 0) {
    await insert(
      tx,
      now,
      enrolExisting,
      sql`select distinct 'account:' || account_id as subject, null::uuid as lead
      from facts where type = any(${types}) and account_id is not null`,
    )
  }
  const kinds = [...dates].filter((kind) => kind !== 'lead' && kind !== 'account')
  if (kinds.length > 0)
    await insert(
      tx,
      now,
      [],
      sql`select 'thing:' || kind || ':' || id as subject, null::uuid as lead
      from things where kind = any(${kinds})`,
    )
  await wakeForSegments(tx, now, { before, after })
}

type Part = { plan: Plan; on: PlanTrigger }

async function insert(tx: Tx, now: number, enrol: string[], subjects: ReturnType<typeof sql>): Promise<void> {
  await sql`insert into alarms (subject, lead_id, what, at, data)
    select subject, lead, 'arm', ${instant(now)}, ${json({ enrol })}::jsonb from (${subjects}) as s
    on conflict (subject, what) do update set at = excluded.at, data = excluded.data, tries = 0, code = null`.execute(
    tx,
  )
}

const kindOf = (ref: string): string => ref.slice(0, ref.indexOf('.'))

const ofCompany = ({ enter }: Plan): boolean => enter?.who !== undefined && 'person' in enter.who

/** Conditions that time can make true, or that are to enter whoever is inside. */
function awaits(
  { sequence }: Plan,
  on: PlanTrigger,
  { segments }: Entries,
  enrolExisting: string[],
): boolean {
  if (!('becomes' in on)) return false
  const { facts, score } = mentionsOf(on.becomes, segments)
  return enrolExisting.includes(sequence) || score || facts.length > 0
}

const factsIn = (parts: Part[], segments: Segments | undefined): string[] => [
  ...new Set(
    parts.flatMap(({ on }) =>
      'becomes' in on ? mentionsOf(on.becomes, segments).facts.map((fact) => fact.type) : [],
    ),
  ),
]

/** Whether what starts the sequence is not what started it in the release before, by itself or by a segment in it. */
function isNew(plan: Plan, { before, after }: { before: Entries | null; after: Entries }): boolean {
  if (!plan.enter) return false
  const old = before?.plans.find((one) => one.sequence === plan.sequence)
  return startOf(plan, after) !== (old && before ? startOf(old, before) : '')
}

function startOf({ enter }: Plan, { segments }: Entries): string {
  const conditions = (enter?.on ?? []).flatMap((on) => ('becomes' in on ? [on.becomes] : []))
  return canonicalJson({ on: enter?.on, who: enter?.who ?? null, named: namedIn(conditions, segments) })
}

const namedIn = (conditions: Condition[], segments: Segments = {}): Record<string, Condition | null> =>
  Object.fromEntries(
    conditions
      .flatMap((one) => mentionsOf(one, segments).segments)
      .map((name) => [name, segments[name] ?? null]),
  )

async function wakeForSegments(
  tx: Tx,
  now: number,
  { before, after }: { before: Entries | null; after: Entries },
): Promise<void> {
  const old = before?.segments ?? {}
  const changed = Object.entries(after.segments ?? {}).flatMap(([name, condition]) =>
    old[name] && canonicalJson(old[name]) !== canonicalJson(condition) ? [name] : [],
  )
  if (changed.length === 0) return
  const rows = await tx
    .selectFrom('plans')
    .innerJoin('journeys', 'journeys.plan_hash', 'plans.hash')
    .select(['plans.hash', 'plans.body'])
    .distinctOn('plans.hash')
    .where('journeys.status', '=', 'running')
    .execute()
  const asks = (plan: Plan) =>
    conditionsOf(plan)
      .flatMap(withParts)
      .some((part) => names(part, changed, after))
  const hashes = rows.filter(({ body }) => asks(body)).map((row) => row.hash)
  if (hashes.length === 0) return
  await tx
    .updateTable('journeys')
    .set({ wake_at: instant(now) })
    .where('plan_hash', 'in', hashes)
    .where('status', '=', 'running')
    .execute()
}

const names = (part: Condition, changed: string[], { segments }: Entries): boolean =>
  'segment' in part && mentionsOf(part, segments).segments.some((name) => changed.includes(name))
