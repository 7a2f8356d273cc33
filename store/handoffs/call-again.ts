import type { Route } from '../../core/release/release.ts'
import type { Terms } from '../../core/sales/terms.ts'
import { setAlarm } from '../alarms.ts'
import { readDealer } from '../dealers/rate.ts'
import { journal } from '../journal.ts'
import type { Moment } from '../moment.ts'
import { readSeller } from '../sellers.ts'
import type { LockedLead } from '../transact.ts'
import type { HandoffRow } from './lock.ts'
import { openHandoff } from './open.ts'
import { line } from './tell.ts'

const KIND = 'call'

/** "Call me in March": on that day the lead goes to whoever spoke with it, by itself. `at`: epoch ms. */
export async function callAgainAt(m: Moment, handoff: HandoffRow, at: number): Promise<void> {
  await setAlarm(m, {
    subject: `lead:${handoff.lead_id}`,
    what: `${KIND}:${handoff.thing ?? ''}`,
    at,
    data: { handoff: handoff.id },
  })
  await line(m, handoff, 'calls again', { at: new Date(at).toISOString() })
}

/**
 * The day has come: the lead is with sales again, for the seller (or the dealer) who was asked to call. A route that was
 * taken out meanwhile gives way to any other; without one the story says so.
 */
export async function callAgain(m: Moment, lead: LockedLead, data: Record<string, unknown>): Promise<void> {
  const before = await m.tx
    .selectFrom('handoffs')
    .selectAll()
    .where('id', '=', String(data['handoff']))
    .executeTakeFirst()
  if (!before) return
  const route = routeName(m.release.routing, before.route)
  if (route === undefined) {
    const said = { what: 'cannot call again', why: 'no route is published' }
    return journal(m, { leadId: lead.id, kind: 'handoff', data: said })
  }
  const terms = await termsFor(m, before)
  const seller = before.owner_id ? await readSeller(m.tx, before.owner_id) : undefined
  const made = await openHandoff(m, {
    leadId: lead.id,
    accountId: lead.account_id,
    thing: before.thing,
    route,
    journeyId: null,
    step: 'call again',
    to: seller?.active && seller.dealer_id === null ? seller.id : null,
    firstContact: null,
    terms,
  })
  await journal(m, {
    leadId: lead.id,
    kind: 'handoff',
    data: { what: 'time to call again', handoff: made.id, asPromisedIn: before.id },
  })
}

const routeName = (routing: Record<string, Route>, name: string): string | undefined =>
  Object.hasOwn(routing, name) ? name : Object.keys(routing)[0]

/** The dealer that was asked to call has it alone for a day; else it is the house team's. */
async function termsFor(m: Moment, before: HandoffRow): Promise<Terms> {
  const dealer = before.dealer_id ? await readDealer(m.tx, before.dealer_id) : undefined
  if (!dealer?.active) return { mode: 'assign' }
  return { mode: 'offer', dealers: [dealer.name], alone: '1 workday', times: 1, then: 'house' }
}
