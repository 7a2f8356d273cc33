import { dateOf, journeyKey } from '../../core/advance/date-trigger.ts'
import type { Plan, PlanDate, PlanTrigger } from '../../core/plan/plan.ts'
import type { Release } from '../../core/release/release.ts'
import type { Calendar } from '../../core/time/duration.ts'
import { dropAlarms, setAlarm, type Subject } from '../alarms.ts'
import type { Moment } from '../moment.ts'
import { readThing, splitThing } from '../things.ts'
import { lockIfThere, type LockedLead } from '../transact.ts'
import { enterEach } from './enter.ts'
import { placeIn, whereabouts } from '../whereabouts.ts'
import { accountValues, leadValues } from './values.ts'
import { type Cause, whoOf } from './who.ts'

/** A date that starts a sequence. `name` begins that of its alarms, which end with the date. */
interface Dated {
  plan: Plan
  trigger: PlanDate
  name: string
}

/** Whose date it is, with all that is known of it. */
interface Holder {
  subject: Subject
  values: Record<string, unknown>
  cause: Cause
  /** Who enters where `who` does not say it. */
  leadId: string | null
}

/** The date trigger's alarm as it rings. */
export interface DateAlarm {
  subject: Subject
  what: string
  at: number
  date: string
}

/**
 * Sets the alarm of every date trigger that hangs on this lead, company or thing, for the next time it rings; a date
 * that moved takes its alarm along. `fields`: only those on one of these fields, `contract.endsAt`; all by default.
 *
 * A date made known late still enters by `before`, as long as the date itself is to come; `after` that is past does not
 * (core/advance/date-trigger).
 */
export async function armDates(m: Moment, subject: Subject, fields?: readonly string[]): Promise<void> {
  const kind = kindOf(subject)
  const on = datedOn(m.release, kind).filter(({ trigger }) => !fields || fields.includes(trigger.date.ref))
  if (on.length === 0) return
  const holder = await readHolder(m, subject)
  if (!holder) return
  for (const one of on) await armOne(m, holder, one, m.now)
}

async function armOne(m: Moment, holder: Holder, one: Dated, from: number): Promise<void> {
  const value = holder.values[one.trigger.date.ref]
  const next = dateOf(one.trigger, value, await calendarOf(m, holder, one), from)
  await dropAlarms(m, holder.subject, `${one.name}:`)
  if (next)
    await setAlarm(m, {
      subject: holder.subject,
      what: `${one.name}:${next.date}`,
      at: next.at,
      data: { date: next.date },
    })
}

/**
 * Enters whoever the sequence names now, once for each of them, thing and date, and sets the alarm of the next year.
 * What was deleted meanwhile enters nobody.
 */
export async function ringDate(m: Moment, alarm: DateAlarm, own: LockedLead | null): Promise<void> {
  const one = datedOn(m.release, kindOf(alarm.subject)).find(({ name }) => alarm.what.startsWith(`${name}:`))
  const holder = one && (await readHolder(m, alarm.subject))
  if (!one || !holder) return
  const who = await leadsFor(m, holder, one, own)
  const thing = holder.cause.things[0] ?? null
  const fresh = await notYetIn(m, one.plan, who, journeyKey(one.plan.enter?.per ? thing : null, alarm.date))
  const [first] = fresh
  const locked =
    own ?? (fresh.length === 1 && first ? await lockIfThere(m.tx, first, { account: 'no' }) : null)
  const fact = { id: null, at: alarm.at, things: holder.cause.things, props: entryOf(thing, alarm.date) }
  await enterEach(m, one.plan, fresh, { fact, own: locked, date: alarm.date })
  if (one.trigger.side === 'yearly') await armOne(m, holder, one, Math.max(m.now, alarm.at) + 1)
}

const entryOf = (thing: string | null, date: string): Record<string, unknown> => {
  const { kind, id } = splitThing(thing ?? '')
  return { ...(thing && { [kind]: id }), date }
}

async function leadsFor(
  m: Moment,
  holder: Holder,
  { plan }: Dated,
  own: LockedLead | null,
): Promise<string[]> {
  if (!plan.enter?.who && !own) return holder.leadId ? [holder.leadId] : []
  return (await whoOf(m, plan, holder.cause, own)).enter
}

// A thing that was told again after its alarm rang must not be a line in the story each time.
async function notYetIn(m: Moment, plan: Plan, leads: string[], key: string): Promise<string[]> {
  if (leads.length === 0) return []
  const rows = await m.tx
    .selectFrom('journeys')
    .select('lead_id')
    .where('sequence', '=', plan.sequence)
    .where('key', '=', key)
    .where('lead_id', 'in', leads)
    .execute()
  const inside = new Set(rows.map((row) => row.lead_id))
  return leads.filter((id) => !inside.has(id))
}

/** The zone and holidays in which a day is meant: those of the one who enters, else our own. */
async function calendarOf(m: Moment, holder: Holder, one: Dated): Promise<Calendar> {
  const ownLead = holder.subject.startsWith('lead:') ? holder.leadId : null
  const id = ownLead ?? (await leadsFor(m, holder, one, null))[0]
  const lead = id && (await m.tx.selectFrom('leads').selectAll().where('id', '=', id).executeTakeFirst())
  return placeIn(m, lead ? await whereabouts(m, lead) : { zone: m.release.defaults.zone, country: null })
}

const known = new WeakMap<Release, Map<string, Dated[]>>()

const isDate = (on: PlanTrigger): on is PlanDate => 'date' in on

function datedOn(release: Release, kind: string): Dated[] {
  const kinds = known.get(release) ?? new Map<string, Dated[]>()
  known.set(release, kinds)
  const found =
    kinds.get(kind) ??
    release.plans.flatMap((plan) =>
      (plan.enter?.on ?? [])
        .filter(isDate)
        .map((trigger, n) => ({ plan, trigger, name: `date:${plan.sequence}:${n + 1}` }))
        .filter(({ trigger }) => trigger.date.ref.startsWith(`${kind}.`)),
    )
  kinds.set(kind, found)
  return found
}

/** `contract` of `thing:contract:C-17`; `lead` and `account` of the others. */
const kindOf = (subject: Subject): string => {
  const [of = '', kind = ''] = subject.split(':')
  return of === 'thing' ? kind : of
}

async function readHolder(m: Moment, subject: Subject): Promise<Holder | null> {
  const id = subject.slice(subject.indexOf(':') + 1)
  const cause = { props: {}, things: [], accountId: null }
  if (subject.startsWith('lead:')) {
    const lead = await m.tx.selectFrom('leads').selectAll().where('id', '=', id).executeTakeFirst()
    if (!lead) return null
    return { subject, values: leadValues(lead), cause: { ...cause, accountId: lead.account_id }, leadId: id }
  }
  if (subject.startsWith('account:')) {
    const row = await m.tx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
    return row
      ? { subject, values: accountValues(row), cause: { ...cause, accountId: id }, leadId: null }
      : null
  }
  const thing = await readThing(m.tx, id)
  if (!thing) return null
  const { values, accountId, leadId } = thing
  return { subject, values, cause: { props: {}, things: [id], accountId }, leadId }
}
