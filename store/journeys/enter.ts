import { sql } from 'kysely'
import type { Plan } from '../../core/plan/plan.ts'
import { setAlarms } from '../alarms.ts'
import { instant, json } from '../database.ts'
import type { StoredFact } from '../facts/insert.ts'
import type { Moment } from '../moment.ts'
import type { LockedLead } from '../transact.ts'
import { type EntryFact, enrol, refuse } from './enrol.ts'
import { type Cause, whoOf } from './who.ts'

/** What a fact says of who is meant. */
export const causeOf = ({ props, things, accountId }: StoredFact): Cause => ({ props, things, accountId })

/**
 * Enters whoever the plan's `who` names. The lead whose lock the caller holds (`own`) enters here and now; all others
 * get an alarm, a row a lead, and enter under their own lock. Who is not entered because the role is not known reads it
 * in the story.
 */
export async function enterWho(
  m: Moment,
  plan: Plan,
  { cause, fact, own }: { cause: Cause; fact: EntryFact; own: LockedLead | null },
): Promise<void> {
  const { enter, roleUnknown } = await whoOf(m, plan, cause, own)
  if (enter.length === 0 && roleUnknown.length === 0 && own) await refuse(m, plan, own.id, 'nobody to enter')
  await enterEach(m, plan, enter, { fact, own })
  await refuseAll(m, plan, roleUnknown, 'role unknown')
}

/** Enters these leads: the caller's own now, each of the others by its alarm. */
export async function enterEach(
  m: Moment,
  plan: Plan,
  leads: string[],
  { fact, own, date = null }: { fact: EntryFact; own: LockedLead | null; date?: string | null },
): Promise<void> {
  const others = leads.filter((id) => id !== own?.id)
  const { id, at, props, things } = fact
  const name = ['enrol', plan.sequence, id ?? [...things, date ?? at].join('@')].join(':')
  await setAlarms(
    m,
    others.map((lead) => ({
      subject: `lead:${lead}`,
      what: name,
      at: m.now,
      data: { fact: id, at, props, things, ...(date !== null && { date }) },
    })),
  )
  if (own && leads.includes(own.id)) await enrol(m, plan, own, { fact, date })
}

async function refuseAll(m: Moment, plan: Plan, leads: string[], reason: string): Promise<void> {
  if (leads.length === 0) return
  const data = { what: 'not entered', sequence: plan.sequence, path: plan.sequence, reason }
  await sql`insert into journal (at, lead_id, kind, data)
    select ${instant(m.now)}, lead, 'decision', ${json(data)}::jsonb from unnest(${leads}::uuid[]) lead`.execute(
    m.tx,
  )
}
