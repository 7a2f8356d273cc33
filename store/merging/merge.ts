import { sql } from 'kysely'
import { evaluate } from '../../core/advance/evaluate.ts'
import { SAME_PERSON } from '../../core/sales/outcomes.ts'
import { together } from '../../core/score/together.ts'
import { instant, json } from '../database.ts'
import { codeOf } from '../facts/code.ts'
import { recordFact } from '../facts/record.ts'
import { rescore } from '../facts/score.ts'
import { line, tellJourney } from '../handoffs/tell.ts'
import { journal } from '../journal.ts'
import { type Becoming, becomings, judge } from '../journeys/triggers.ts'
import { leadView } from '../journeys/view.ts'
import type { Moment } from '../moment.ts'
import { needsOfCondition } from '../needs.ts'
import { guarded, type LockedLead } from '../transact.ts'
import { MOVED } from './moved.ts'
import { endFor, lockOpenHandoffs, type OpenHandoffs } from './one-handoff.ts'

const PROFILE = [
  ...['name', 'phone', 'title', 'role', 'lang', 'zone', 'country', 'region', 'city', 'source'],
  ...['owner_id', 'account_id'],
] as const satisfies readonly (keyof LockedLead)[]

/**
 * Two records turn out to be one person: all that is on record of the second becomes the first one's, its story, consents and
 * hand-offs with their offers too; what the first knows of the profile stays. The second is no more; its id finds the first. Its journeys
 * end, for they had no address to write to. Where two people have the lead already, only the stories say it. The caller holds
 * the locks of `lockWithDoubles`.
 * @returns the lead as it is now
 */
async function mergeLead(m: Moment, lead: LockedLead, double: LockedLead): Promise<LockedLead> {
  const handoffs = await lockOpenHandoffs(m, [lead.id, double.id])
  if (handoffs.twoOwners) {
    await note(m, lead.id, 'another record is the same person, and two people have it', double.id)
    await note(m, double.id, 'another record is the same person, and two people have it', lead.id)
    return lead
  }
  const were = await becameBefore(m, lead)
  const joined = new Map<string, Awaited<ReturnType<typeof endFor>>>()
  for (const pair of handoffs.pairs)
    joined.set(pair.goesOn.id, await endFor(m, pair, pair.ends.lead_id === lead.id ? lead : double))
  await endJourneys(m, double.id)
  for (const table of MOVED)
    await sql`update ${sql.table(table)} set lead_id = ${lead.id} where lead_id = ${double.id}`.execute(m.tx)
  await m.tx
    .updateTable('accounts')
    .set({ main_contact_id: lead.id })
    .where('main_contact_id', '=', double.id)
    .execute()
  await m.tx.deleteFrom('leads').where('id', '=', double.id).execute()
  await m.tx.insertInto('lead_keys').values({ kind: 'lead', value: double.id, lead_id: lead.id }).execute()
  const { merged, changed } = await takeOver(m, lead, double)
  await note(m, lead.id, 'one person with another record', double.id)
  await tellHandoffs(m, { lead: merged, record: double.id, joined }, handoffs)
  await rescore(m, merged)
  for (const { one, was } of were) await judge(m, merged, one, { at: m.now, was })
  await recordFact(m, { type: 'lead.changed', leadId: lead.id, props: { changed } })
  return m.tx.selectFrom('leads').selectAll().where('id', '=', lead.id).executeTakeFirstOrThrow()
}

/** The same for each of its doubles. What comes in is taken all the same where a merge throws: they stay two. */
export async function mergeAll(
  m: Moment,
  lead: LockedLead,
  doubles: readonly LockedLead[],
): Promise<LockedLead> {
  let merged = lead
  for (const double of doubles) {
    const tried = await guarded(m.tx, () => mergeLead(m, merged, double))
    if (tried.ok) merged = tried.value
    else await note(m, lead.id, `another record is the same person, but: ${codeOf(tried.error)}`, double.id)
  }
  return merged
}

const note = (m: Moment, leadId: string, what: string, other: string) =>
  journal(m, { leadId, kind: 'note', data: { what, record: other } })

/** What was true of the lead before: what only both together make true, starts its sequences. */
async function becameBefore(m: Moment, lead: LockedLead): Promise<{ one: Becoming; was: boolean }[]> {
  const were = []
  for (const one of becomings(m.release).own) {
    const view = await leadView(m, lead, needsOfCondition(m.release, one.plan, one.condition))
    were.push({ one, was: evaluate(one.condition, view) })
  }
  return were
}

async function endJourneys(m: Moment, leadId: string): Promise<void> {
  const now = instant(m.now)
  const { rows } = await sql<{ id: string }>`
    update journeys set status = 'done', outcome = ${SAME_PERSON}, ended_at = ${now}, wait_at = null, wake_at = null
    where id in (select id from journeys where lead_id = ${leadId} and status <> 'done' order by id for no key update)
    returning id`.execute(m.tx)
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await m.tx.deleteFrom('waits').where('journey_id', 'in', ids).execute()
  for (const id of ids) m.wakes.set(`journey/${id}`, { type: 'journey' })
  // Nobody of either record is to get mail that was meant for somebody without an address.
  await sql`update messages set status = 'skipped', reason = ${SAME_PERSON}, left_at = ${now}, lease_until = null, claim_id = null
    where key in (select key from messages where lead_id = ${leadId} and seller_id is null and status in ('queued', 'retry', 'claimed')
      order by key for no key update)`.execute(m.tx)
}

async function takeOver(
  m: Moment,
  lead: LockedLead,
  double: LockedLead,
): Promise<{ merged: LockedLead; changed: string[] }> {
  const columns = PROFILE.filter((name) => lead[name] === null && double[name] !== null)
  const names = Object.keys(double.fields).filter((name) => !Object.hasOwn(lead.fields, name))
  const longer = (double.hush_until ?? 0) > (lead.hush_until ?? 0)
  const merged: LockedLead = {
    ...lead,
    ...Object.fromEntries(columns.map((name) => [name, double[name]])),
    fields: { ...double.fields, ...lead.fields },
    score: together(m.release.scoring, lead.score, double.score),
    ...(longer && { hush_until: double.hush_until, hush_reason: double.hush_reason }),
  }
  await m.tx
    .updateTable('leads')
    .set({
      ...Object.fromEntries(columns.map((name) => [name, double[name]])),
      fields: json(merged.fields),
      score: json(merged.score),
      ...(longer && {
        hush_until: instant(double.hush_until ?? 0),
        hush_reason: double.hush_reason,
      }),
      updated_at: instant(m.now),
    })
    .where('id', '=', lead.id)
    .execute()
  return { merged, changed: [...columns, ...names.map((name) => `fields.${name}`)] }
}

interface Told {
  lead: LockedLead
  record: string
  /** Journeys that wait for a hand-off that ended for this one, by its id. */
  joined: ReadonlyMap<string, Awaited<ReturnType<typeof endFor>>>
}

/** Hand-offs that go on are of the merged lead, look again, and tell the journeys that came over where they stand. */
async function tellHandoffs(
  m: Moment,
  { lead, record, joined }: Told,
  { open, pairs }: OpenHandoffs,
): Promise<void> {
  const ended = new Set(pairs.map(({ ends }) => ends.id))
  for (const handoff of open.filter(({ id }) => !ended.has(id))) {
    const came = joined.get(handoff.id)
    if (handoff.lead_id === lead.id && !came) continue
    const moved = { ...handoff, lead_id: lead.id, account_id: handoff.account_id ?? lead.account_id }
    await m.tx
      .updateTable('handoffs')
      .set({ account_id: moved.account_id, wake_at: instant(m.now) })
      .where('id', '=', handoff.id)
      .execute()
    await line(m, moved, 'the lead is one person with another record', { record })
    m.wakes.set(`handoff/${handoff.id}`, { type: 'handoff' })
    if (handoff.state === 'owned')
      for (const journey of came ?? []) await tellJourney(m, moved, journey, 'accepted')
  }
}
