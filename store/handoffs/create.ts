import { AppError } from '../../core/errors.ts'
import type { Terms } from '../../core/sales/terms.ts'
import { mergedInto } from '../identity.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import { lockLead } from '../transact.ts'
import { openHandoff } from './open.ts'

/** A hand-off that somebody opens by hand or by the API. `terms` absent: the rules of the route decide. */
interface Asked {
  lead: string
  thing?: string
  route?: string
  terms?: Terms
}

const DEFAULT_ROUTE = 'sales'

/**
 * Hands a lead over without a journey. Of a lead and thing that is with sales already it gives that hand-off.
 * @throws AppError lead_unknown, lead_erased, route_unknown, dealer_unknown, seller_unknown (terms name somebody unknown)
 */
export async function createHandoff(store: Store, asked: Asked): Promise<{ id: string; joined: boolean }> {
  return inMoment(
    store,
    async (tx) => lockLead(tx, (await mergedInto(tx, asked.lead)) ?? asked.lead),
    async (m, lead) => {
      await checkNames(m, asked.terms)
      return openHandoff(m, {
        leadId: lead.id,
        accountId: lead.account_id,
        thing: asked.thing ?? null,
        route: asked.route ?? routeForApi(m),
        journeyId: null,
        step: 'api',
        to: null,
        firstContact: null,
        source: 'api',
        ...(asked.terms && { terms: asked.terms }),
      })
    },
  )
}

/** The route of hand-offs that no journey opens. @throws AppError route_unknown */
export function routeForApi({ release }: Moment): string {
  if (Object.hasOwn(release.routing, DEFAULT_ROUTE)) return DEFAULT_ROUTE
  const [first] = Object.keys(release.routing)
  if (first === undefined) throw new AppError('route_unknown', '/route')
  return first
}

async function checkNames({ tx }: Moment, terms: Terms | undefined): Promise<void> {
  const sellers = terms?.mode === 'assign' ? (terms.sellers ?? []) : []
  const dealers = terms === undefined || terms.mode === 'assign' ? [] : (terms.dealers ?? [])
  if (sellers.length > 0) {
    const known = await tx.selectFrom('sellers').select('email').where('email', 'in', sellers).execute()
    const missing = sellers.findIndex((email) => !known.some((one) => one.email === email))
    if (missing >= 0) throw new AppError('seller_unknown', `/terms/sellers/${missing}`)
  }
  if (dealers.length > 0) {
    const known = await tx.selectFrom('dealers').select('name').where('name', 'in', dealers).execute()
    const missing = dealers.findIndex((name) => !known.some((one) => one.name === name))
    if (missing >= 0) throw new AppError('dealer_unknown', `/terms/dealers/${missing}`)
  }
}
