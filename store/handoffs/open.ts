import type { Duration } from '../../core/language/durations.ts'
import { AppError } from '../../core/errors.ts'
import type { Route } from '../../core/release/release.ts'
import { decidingRule } from '../../core/sales/route-rule.ts'
import type { Terms } from '../../core/sales/terms.ts'
import type { Mode } from '../../core/sales/terms-shape.ts'
import { consentsToDealers } from '../consents.ts'
import { instant, json } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { LockedLead } from '../transact.ts'
import { line, tell, tellJourney } from './tell.ts'
import { askedOf, type Look } from './values.ts'

/**
 * What a journey's `handOff` step or an API asks for. `thing`: `enquiry:E1`; `to`: a seller who is wanted first;
 * `terms`: instead of those that the route's rules would give.
 */
interface HandoffAsked {
  leadId: string
  accountId: string | null
  thing: string | null
  route: string
  journeyId: string | null
  step: string
  to: string | null
  firstContact: Duration | null
  terms?: Terms
  source?: 'journey' | 'api'
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
  const lead = await m.tx
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', asked.leadId)
    .executeTakeFirstOrThrow()
  const { terms, rule, because } = await termsFor(m, route, lead, asked)
  const forDealers = terms.mode !== 'assign'
  const consents = !forDealers || (await consentsToDealers(m.tx, asked.leadId))
  const made = await m.tx
    .insertInto('handoffs')
    .values({
      lead_id: asked.leadId,
      account_id: asked.accountId,
      thing: asked.thing,
      route: asked.route,
      mode: terms.mode,
      stage: consents ? FIRST_STAGE[terms.mode] : 'house',
      terms: json(terms),
      rule,
      source: asked.source ?? 'journey',
      kept_route: json(route),
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
  await line(m, made, 'opened', {
    mode: terms.mode,
    ...(asked.thing && { thing: asked.thing }),
    ...(rule !== null && { rule, because }),
  })
  if (!consents) await line(m, made, 'to the house team', { why: 'no consent for dealers' })
  m.wakes.set(`handoff/${made.id}`, { type: 'handoff' })
  return { id: made.id, joined: false }
}

const FIRST_STAGE = { assign: 'assign', offer: 'alone', auction: 'auction' } as const satisfies Record<
  Mode,
  string
>

/** The terms that a route gives a lead: those of the first rule that holds, else sellers of the house. */
export async function termsFor(
  look: Look,
  route: Route,
  lead: LockedLead,
  { thing, terms }: { thing: string | null; terms?: Terms },
): Promise<{ terms: Terms; rule: string | null; because: Record<string, unknown> }> {
  if (terms) return { terms, rule: null, because: {} }
  const rules = route.rules ?? []
  const decided = rules.length > 0 ? decidingRule(rules, await askedOf(look, lead, thing)) : null
  if (decided) return { terms: decided.rule.terms, rule: decided.rule.name, because: decided.because }
  return { terms: { mode: 'assign' }, rule: null, because: {} }
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
