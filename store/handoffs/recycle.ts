import { enrol } from '../journeys/enrol.ts'
import type { Moment } from '../moment.ts'
import type { Ending } from './close.ts'
import type { Held } from './lock.ts'
import { routeOf } from './route.ts'
import { rest } from './rests.ts'
import { line, tell } from './tell.ts'

/** Gives the lead back to the sequence for this outcome. Nobody is left without a journey, a hand-off or a reason. */
export async function recycle(m: Moment, held: Held, ending: Ending): Promise<void> {
  const { handoff } = held
  const sequence = sequenceFor(routeOf(m, handoff).recycle, ending.outcome)
  if (sequence === undefined) {
    await explainRest(m, held, ending, 'the route names no sequence for this outcome')
    return
  }
  const plan = m.release.plans.find((one) => one.sequence === sequence)
  if (!plan) {
    await explainRest(m, held, ending, `no sequence ${sequence} is published`)
    return
  }
  await tell(m, handoff, 'handoff.returned', {
    outcome: ending.outcome,
    sequence,
    ...(ending.reason && { reason: ending.reason }),
  })
  const entered = await enrol(m, plan, held.lead, {
    fact: null,
    props: {
      from: 'sales',
      handoff: handoff.id,
      outcome: ending.outcome,
      ...(ending.reason && { reason: ending.reason }),
      ...(ending.until !== undefined && { until: new Date(ending.until).toISOString() }),
      ...(handoff.owner_id && { by: handoff.owner_id }),
    },
  })
  if ('refused' in entered)
    await explainRest(m, held, ending, `not entered into ${sequence}: ${entered.refused}`)
  else await line(m, handoff, 'returned', { sequence, journey: entered.id })
}

// A sale is no reason to warm again unless the route says so by name.
function sequenceFor(recycle: Record<string, string>, outcome: string): string | undefined {
  if (Object.hasOwn(recycle, outcome)) return recycle[outcome]
  return outcome === 'won' ? undefined : recycle['*']
}

async function explainRest(m: Moment, held: Held, ending: Ending, why: string): Promise<void> {
  const { handoff } = held
  await rest(m, handoff.lead_id, {
    why: `${ending.outcome}${ending.reason ? `, ${ending.reason}` : ''}: ${why}`,
    until: ending.until ?? null,
    handoffId: handoff.id,
  })
  const running = await m.tx
    .selectFrom('journeys')
    .select('sequence')
    .where('lead_id', '=', handoff.lead_id)
    .where('status', '<>', 'done')
    .execute()
  await line(m, handoff, 'rests', {
    outcome: ending.outcome,
    why,
    ...(ending.reason && { reason: ending.reason }),
    ...(ending.until !== undefined && { until: new Date(ending.until).toISOString() }),
    goesOnIn: running.map((journey) => journey.sequence),
  })
}
