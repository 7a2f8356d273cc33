import { journeyKey } from '../../core/advance/date-trigger.ts'
import { evaluate } from '../../core/advance/evaluate.ts'
import { startPosition } from '../../core/advance/position.ts'
import { mayEnter } from '../../core/advance/may-enter.ts'
import { AppError } from '../../core/errors.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { instant, json } from '../database.ts'
import type { StoredFact } from '../facts/insert.ts'
import { journal } from '../journal.ts'
import type { Moment } from '../moment.ts'
import { needsIn } from '../needs.ts'
import { guarded, type LockedLead } from '../transact.ts'
import { endJourney } from './end.ts'
import { isEnding } from './ending.ts'
import { hearFirst } from './hear-first.ts'
import { type JourneyRow, runTurn } from './run.ts'
import { journeyView } from './view.ts'

/** What begins a journey, as the journey remembers it: a fact, or the alarm of a date or a condition (then without id). */
export type EntryFact = Pick<StoredFact, 'at' | 'things' | 'props'> & { id: number | null }

/** How the lead comes in: by a fact, by a person's word, by another sequence, by an alarm. */
export interface Entrance {
  fact: EntryFact | null
  thing?: string | null
  props?: Record<string, unknown>
  /** The date for which a date trigger rang: a part of the journey's key. */
  date?: string | null
}

export type Enrolled = { id: string } | { refused: string }

/**
 * Enters the lead, and runs the first turn in the same transaction, so that a first answer is queued before the form's
 * reply. Refusals are a line in the story with the reason. The caller holds the lead's lock.
 */
export async function enrol(m: Moment, plan: Plan, lead: LockedLead, entrance: Entrance): Promise<Enrolled> {
  const thing = thingOf(plan, entrance)
  if (plan.enter?.per && thing === null) return refuse(m, plan, lead.id, `no ${plan.enter.per} named`)
  const key = journeyKey(thing, entrance.date ?? null)
  const entry = entrance.props ?? entrance.fact?.props ?? {}
  const enteredAt = entrance.fact?.at ?? m.now
  if (plan.enter?.if) {
    const asked = { id: '', entered_at: enteredAt, thing, entry }
    if (!evaluate(plan.enter.if, await journeyView(m, lead, asked, needsIn(m.release, plan))))
      return refuse(m, plan, lead.id, 'condition not met')
  }
  await hearFirst(m, plan, lead)
  const others = await otherJourneys(m, plan, lead.id)
  // A date that moved a little is no second renewal while the first one runs.
  const sameThing = (one: (typeof others)[number]) =>
    one.sequence === plan.sequence && one.status !== 'done' && one.thing === thing
  const verdict = mayEnter(plan, {
    key,
    now: m.now,
    others: others.map((one) => ({
      ...one,
      ...(entrance.date && sameThing(one) && { key }),
      ...(isEnding(m, one.id) && { status: 'running', grp: null }),
    })),
  })
  if ('refused' in verdict) return refuse(m, plan, lead.id, verdict.refused)
  for (const id of verdict.replaces)
    await endJourney(m, id, { by: 'replaced', reason: `replaced by ${plan.sequence}` })
  const journey = await insertJourney(m, plan, lead, {
    thing,
    key,
    entry,
    enteredAt,
    entryFact: entrance.fact?.id ?? null,
  })
  await firstTurn(m, plan, lead, journey)
  return { id: journey.id }
}

const otherJourneys = (m: Moment, plan: Plan, leadId: string) =>
  m.tx
    .selectFrom('journeys')
    .select(['id', 'sequence', 'key', 'thing', 'grp', 'priority', 'status', 'entered_at as enteredAt'])
    .where('lead_id', '=', leadId)
    .where((on) => on.or([on('sequence', '=', plan.sequence), on('status', '<>', 'done')]))
    .orderBy('entered_at', 'desc')
    .execute()

function thingOf(plan: Plan, entrance: Entrance): string | null {
  const per = plan.enter?.per
  if (!per) return null
  if (entrance.thing)
    return entrance.thing.startsWith(`${per}:`) ? entrance.thing : `${per}:${entrance.thing}`
  return entrance.fact?.things.find((thing) => thing.startsWith(`${per}:`)) ?? null
}

async function insertJourney(
  m: Moment,
  plan: Plan,
  lead: LockedLead,
  how: {
    thing: string | null
    key: string
    entry: Record<string, unknown>
    enteredAt: number
    entryFact: number | null
  },
): Promise<JourneyRow> {
  return m.tx
    .insertInto('journeys')
    .values({
      sequence: plan.sequence,
      plan_hash: plan.hash,
      lead_id: lead.id,
      account_id: lead.account_id,
      thing: how.thing,
      key: how.key,
      grp: plan.group ?? null,
      priority: plan.priority,
      position: json(startPosition()),
      entry: json(how.entry),
      entry_fact: how.entryFact,
      entered_at: instant(how.enteredAt),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

// If the first turn throws, the journey stays at its start, due now: its workflow tries again, and parks it if it must.
async function firstTurn(m: Moment, plan: Plan, lead: LockedLead, journey: JourneyRow): Promise<void> {
  await journal(m, {
    leadId: lead.id,
    journeyId: journey.id,
    kind: 'decision',
    data: { what: 'entered', sequence: plan.sequence, path: plan.sequence },
  })
  const ran = await guarded(m.tx, () => runTurn(m, plan, lead, journey))
  if (ran.ok) {
    if (!ran.value.done)
      m.wakes.set(`journey/${journey.id}`, {
        type: 'journey',
        summary: `${plan.sequence} ${plan.hash.slice(0, 8)}`,
        ...(ran.value.wakeAt !== null && { delayUntil: ran.value.wakeAt }),
      })
    return
  }
  await m.tx
    .updateTable('journeys')
    .set({ wake_at: instant(m.now) })
    .where('id', '=', journey.id)
    .execute()
  m.wakes.set(`journey/${journey.id}`, { type: 'journey' })
}

/** Says in the lead's story why it did not enter. */
export async function refuse(
  m: Moment,
  plan: Plan,
  leadId: string,
  reason: string,
): Promise<{ refused: string }> {
  const data = { what: 'not entered', sequence: plan.sequence, path: plan.sequence, reason }
  await journal(m, { leadId, kind: 'decision', data })
  return { refused: reason }
}

/** The published plan of a sequence. @throws AppError sequence_unknown */
export function planNamed(m: Moment, sequence: string): Plan {
  const plan = m.release.plans.find((one) => one.sequence === sequence)
  if (!plan) throw new AppError('sequence_unknown', '/sequence')
  return plan
}
