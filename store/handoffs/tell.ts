import { recordFact } from '../facts/record.ts'
import { recordFacts } from '../facts/record-many.ts'
import { journalAll } from '../journal.ts'
import type { Moment } from '../moment.ts'
import type { HandoffRow, Held } from './lock.ts'

type Told = Pick<HandoffRow, 'id' | 'lead_id' | 'account_id' | 'thing' | 'route'>

/** Records a fact about a hand-off. Ids only: no name of lead or seller stands in facts. */
export async function tell(
  m: Moment,
  handoff: Told,
  type: string,
  props: Record<string, unknown> = {},
): Promise<void> {
  await recordFact(m, {
    type,
    leadId: handoff.lead_id,
    accountId: handoff.account_id,
    things: handoff.thing ? [handoff.thing] : [],
    props: { handoff: handoff.id, route: handoff.route, ...props },
  })
}

/** The same for many facts of one type, in one statement where nothing follows from them. */
export async function tellAll(
  m: Moment,
  { handoff, lead }: Held,
  type: string,
  each: Record<string, unknown>[],
): Promise<void> {
  const { id, thing, route } = handoff
  await recordFacts(
    m,
    each.map((props) => ({
      type,
      leadId: lead.id,
      accountId: handoff.account_id ?? lead.account_id,
      things: thing ? [thing] : [],
      props: { handoff: id, route, ...props },
    })),
  )
}

/** Tells one journey what came of the step that handed over: `done('tenders', 'accepted')` reads it. */
export async function tellJourney(
  m: Moment,
  handoff: Told,
  journey: { id: string; step: string },
  outcome: string,
): Promise<void> {
  await tell(m, handoff, 'step.done', {
    journey: journey.id,
    step: handoff.route,
    stepId: journey.step,
    outcome,
  })
}

/** The same for the journey that opened the hand-off and for those that joined it. */
export async function tellJourneys(
  m: Moment,
  handoff: Told & Pick<HandoffRow, 'journey_id' | 'step'>,
  outcome: string,
): Promise<void> {
  const joined = await m.tx
    .selectFrom('handoff_joins')
    .select(['journey_id as id', 'step'])
    .where('handoff_id', '=', handoff.id)
    .orderBy('journey_id')
    .execute()
  const first = handoff.journey_id ? [{ id: handoff.journey_id, step: handoff.step ?? handoff.route }] : []
  for (const journey of [...first, ...joined]) await tellJourney(m, handoff, journey, outcome)
}

/** A line in the lead's story about its way to sales. */
export const line = (
  m: Moment,
  handoff: Told,
  what: string,
  values: Record<string, unknown> = {},
): Promise<void> => lines(m, handoff, what, [values])

/** Such lines, in this order. */
export const lines = (
  m: Moment,
  handoff: Told,
  what: string,
  each: Record<string, unknown>[],
): Promise<void> =>
  journalAll(
    m,
    each.map((values) => ({
      leadId: handoff.lead_id,
      kind: 'handoff',
      data: { what, handoff: handoff.id, route: handoff.route, ...values },
    })),
  )
