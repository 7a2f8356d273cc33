import type { Selectable } from 'kysely'
import { advance } from '../../core/advance/advance.ts'
import type { Decision, Effect, Listen, Turn } from '../../core/advance/effects.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { json, maybeInstant } from '../database.ts'
import { journal } from '../journal.ts'
import type { Moment } from '../moment.ts'
import { needsIn } from '../needs.ts'
import type { JourneysTable } from '../tables/journeys.ts'
import type { LockedLead } from '../transact.ts'
import { endJourney } from './end.ts'
import { whileEnding } from './ending.ts'
import { perform } from './perform.ts'
import { journeyView } from './view.ts'

export type JourneyRow = Selectable<JourneysTable>

/** What a turn left behind: over, or asleep until an instant (null: until a fact). */
export type Ran = { done: true } | { done: false; wakeAt: number | null; details: string }

/** What others hear of, and may act on at once. */
const HEARD: ReadonlySet<Effect['do']> = new Set<Effect['do']>(['set', 'record', 'enrol'])

// First what is this journey's own: whoever is begun by the rest must see the mail that is on its way.
const inOrder = (effects: Effect[]): Effect[] => [
  ...effects.filter((effect) => !HEARD.has(effect.do)),
  ...effects.filter((effect) => HEARD.has(effect.do)),
]

/**
 * One turn of a journey whose row, lead and account are locked: look, let the rules decide, write all of it. An idle
 * turn writes nothing but that the wake was heard.
 */
export async function runTurn(m: Moment, plan: Plan, lead: LockedLead, journey: JourneyRow): Promise<Ran> {
  const turn = advance(plan, journey.position, await journeyView(m, lead, journey, needsIn(m.release, plan)))
  if (turn.idle) {
    await heard(m, journey, turn.wakeAt)
    return { done: false, wakeAt: turn.wakeAt, details: turn.details }
  }
  await writeTurn(m, lead, journey, turn)
  for (const decision of turn.decisions) await tell(m, lead, journey, decision)
  const doAll = async (effects: Effect[]) => {
    for (const effect of inOrder(effects)) await perform(m, { plan, lead, journey }, effect)
  }
  if (!turn.outcome) {
    await doAll(turn.effects)
    return { done: false, wakeAt: turn.wakeAt, details: turn.details }
  }
  // It ends first: what waits from before is cancelled, what this turn itself begins is not.
  await endJourney(m, journey.id, turn.outcome)
  await whileEnding(m, journey.id, () => doAll(turn.effects))
  return { done: true }
}

// The wake is cleared before the effects, so that a fact which they record can wake the journey again.
async function writeTurn(
  m: Moment,
  lead: LockedLead,
  journey: JourneyRow,
  turn: Extract<Turn, { idle: false }>,
): Promise<void> {
  await m.tx
    .updateTable('journeys')
    .set({
      position: json(turn.position),
      wait_at: maybeInstant(turn.wakeAt),
      wake_at: null,
      failures: 0,
      nudges: 0,
      next_nudge_at: null,
    })
    .where('id', '=', journey.id)
    .execute()
  await listen(m, lead, journey, turn.outcome ? [] : turn.listen)
}

async function heard(m: Moment, journey: JourneyRow, wakeAt: number | null): Promise<void> {
  const same =
    journey.wake_at === null && journey.wait_at === wakeAt && journey.nudges === 0 && journey.failures === 0
  if (same) return
  await m.tx
    .updateTable('journeys')
    .set({ wake_at: null, wait_at: maybeInstant(wakeAt), failures: 0, nudges: 0, next_nudge_at: null })
    .where('id', '=', journey.id)
    .execute()
}

async function listen(m: Moment, lead: LockedLead, journey: JourneyRow, wanted: Listen[]): Promise<void> {
  const subject = {
    lead: `lead:${lead.id}`,
    // Who has no company is one alone.
    account: lead.account_id === null ? `lead:${lead.id}` : `account:${lead.account_id}`,
    thing: `thing:${journey.thing}`,
  }
  const known = { lead: true, account: true, thing: journey.thing !== null }
  await m.tx.deleteFrom('waits').where('journey_id', '=', journey.id).execute()
  const rows = wanted
    .filter((one) => known[one.subject])
    .map((one) => ({ subject: subject[one.subject], type: one.type, journey_id: journey.id }))
  if (rows.length > 0)
    await m.tx
      .insertInto('waits')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

async function tell(m: Moment, lead: LockedLead, journey: JourneyRow, decision: Decision): Promise<void> {
  await journal(m, {
    leadId: lead.id,
    journeyId: journey.id,
    kind: 'decision',
    data: {
      what: decision.what,
      sequence: journey.sequence,
      step: decision.step,
      path: decision.path,
      ...decision.values,
    },
  })
}
