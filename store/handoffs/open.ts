import type { Duration } from '../../core/language/durations.ts'
import { AppError } from '../../core/errors.ts'
import { instant, json } from '../database.ts'
import type { Moment } from '../moment.ts'
import { line, tell, tellJourney } from './tell.ts'

/** What a journey's `handOff` step asks for. `thing`: `enquiry:E1`; `to`: a seller who is wanted first. */
interface HandoffAsked {
  leadId: string
  accountId: string | null
  thing: string | null
  route: string
  journeyId: string | null
  step: string
  to: string | null
  firstContact: Duration | null
}

/**
 * Hands a lead over, in the transaction that holds the lead's lock. There is one open hand-off a lead and thing: a
 * second one joins it, and its journey is told the same outcomes. The hand-off's own workflow asks the sellers.
 * @throws AppError route_unknown
 */
export async function openHandoff(m: Moment, asked: HandoffAsked): Promise<{ id: string; joined: boolean }> {
  const route = Object.hasOwn(m.release.routing, asked.route) ? m.release.routing[asked.route] : undefined
  if (!route) throw new AppError('route_unknown', asked.step)
  const open = await m.tx
    .selectFrom('handoffs')
    .selectAll()
    .where('lead_id', '=', asked.leadId)
    .where('thing', asked.thing === null ? 'is' : '=', asked.thing)
    .where('state', '<>', 'closed')
    .executeTakeFirst()
  if (open) {
    await join(m, open, asked)
    return { id: open.id, joined: true }
  }
  const made = await m.tx
    .insertInto('handoffs')
    .values({
      lead_id: asked.leadId,
      account_id: asked.accountId,
      thing: asked.thing,
      route: asked.route,
      mode: route.mode,
      terms: json(route),
      journey_id: asked.journeyId,
      step: asked.step,
      wanted_seller: asked.to,
      first_contact: asked.firstContact,
      opened_at: instant(m.now),
      wake_at: instant(m.now),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await tell(m, made, 'handoff.opened', { ...(asked.journeyId && { journey: asked.journeyId }) })
  await line(m, made, 'opened', { mode: route.mode, ...(asked.thing && { thing: asked.thing }) })
  m.wakes.set(`handoff/${made.id}`, { type: 'handoff' })
  return { id: made.id, joined: false }
}

type Open = Parameters<typeof tell>[1] & { state: string; journey_id: string | null }

async function join(m: Moment, open: Open, asked: HandoffAsked): Promise<void> {
  await line(m, open, 'joined', { step: asked.step })
  if (asked.journeyId === null || asked.journeyId === open.journey_id) return
  await m.tx
    .insertInto('handoff_joins')
    .values({ handoff_id: open.id, journey_id: asked.journeyId, step: asked.step, at: instant(m.now) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  if (open.state !== 'owned') return
  await tellJourney(m, open, { id: asked.journeyId, step: asked.step }, 'accepted')
}
