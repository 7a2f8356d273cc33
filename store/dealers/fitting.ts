import { sql } from 'kysely'
import type { Route } from '../../core/release/release.ts'
import { byStars } from '../../core/sales/stars.ts'
import { misfit, type Misfit } from '../../core/sales/territory.ts'
import { instant } from '../database.ts'
import { unableNow } from '../handoffs/able.ts'
import { askedOf, type Look, protecting, wantsOf } from '../handoffs/values.ts'
import type { SellerRow } from '../sellers.ts'
import type { LockedLead } from '../transact.ts'
import { type DealerRow, rated } from './rate.ts'

const LATELY_MS = 30 * 24 * 3600 * 1000

/** A dealer that may be offered the lead now, with those of its people who are there. */
export interface Fitting {
  dealer: DealerRow
  people: SellerRow[]
  lately: number
}

/** Why a dealer is left out. */
export type LeftOut = Misfit | 'another registered this client' | 'nobody there'

/** Who may be offered a lead, best first, and who may not. */
export interface Fit {
  fitting: Fitting[]
  leftOut: { dealer: string; why: LeftOut }[]
  /** This dealer registered the client: nobody else is asked. */
  protectedFor: string | null
}

interface About {
  lead: LockedLead
  thing: string | null
  route: Route
  /** Only these, by name. */
  only?: readonly string[] | undefined
}

/**
 * The dealers for a lead: those that sell there, sell that and have somebody there. Who has another hand-off of this lead
 * is first, then the best stars.
 */
export async function fittingDealers(look: Look, about: About, { keep = false } = {}): Promise<Fit> {
  const { lead, thing, route, only } = about
  const protector = await protecting(look, lead.account_id)
  const dealers = await look.tx
    .selectFrom('dealers')
    .selectAll()
    .where('active', '=', true)
    .$if(only !== undefined, (query) => query.where('name', 'in', [...(only ?? [])]))
    .orderBy('id')
    .execute()
  const wants = wantsOf(route, await askedOf(look, lead, thing), lead, thing)
  const people = await peopleOf(look, dealers)
  const leftOut: Fit['leftOut'] = []
  const left = dealers.filter((one) => {
    const why = whyNot(one)
    if (why) leftOut.push({ dealer: one.id, why })
    return why === null
  })
  function whyNot(one: DealerRow): LeftOut | null {
    if (protector) {
      if (protector.id !== one.id) return 'another registered this client'
    } else {
      const not = misfit(one, wants)
      if (not) return not
    }
    return (people.get(one.id) ?? []).length === 0 ? 'nobody there' : null
  }
  const lately = await offeredLately(look, left)
  const starred = (await rated(look, left, { keep })).map((dealer) => ({
    id: dealer.id,
    stars: dealer.stars,
    dealer,
    people: people.get(dealer.id) ?? [],
    lately: lately.get(dealer.id) ?? 0,
  }))
  const holders = await havingLead(look, lead.id)
  const fitting = byStars(starred).sort((a, b) => Number(holders.has(b.id)) - Number(holders.has(a.id)))
  return { fitting, leftOut, protectedFor: protector?.id ?? null }
}

/** Dealers that have the lead already, with another enquiry of it. */
async function havingLead(look: Look, leadId: string): Promise<Set<string>> {
  const rows = await look.tx
    .selectFrom('handoffs')
    .select('dealer_id')
    .where('lead_id', '=', leadId)
    .where('state', '=', 'owned')
    .where('dealer_id', 'is not', null)
    .execute()
  return new Set(rows.flatMap(({ dealer_id }) => (dealer_id ? [dealer_id] : [])))
}

/** The active people of these dealers who can have another lead now. */
async function peopleOf(look: Look, dealers: readonly DealerRow[]): Promise<Map<string, SellerRow[]>> {
  const found = new Map<string, SellerRow[]>()
  if (dealers.length === 0) return found
  const all = await look.tx
    .selectFrom('sellers')
    .selectAll()
    .where('active', '=', true)
    .where(
      'dealer_id',
      'in',
      dealers.map(({ id }) => id),
    )
    .orderBy('id')
    .execute()
  const unable = await unableNow(look, all)
  for (const one of all) {
    if (unable.has(one.id) || one.dealer_id === null) continue
    found.set(one.dealer_id, [...(found.get(one.dealer_id) ?? []), one])
  }
  return found
}

async function offeredLately(look: Look, dealers: readonly DealerRow[]): Promise<Map<string, number>> {
  if (dealers.length === 0) return new Map()
  const rows = await look.tx
    .selectFrom('offers')
    .select(['dealer_id', sql<number>`count(distinct handoff_id)`.as('n')])
    .where(
      'dealer_id',
      'in',
      dealers.map(({ id }) => id),
    )
    .where(sql<boolean>`made_at >= ${instant(look.now - LATELY_MS)}`)
    .groupBy('dealer_id')
    .execute()
  return new Map(rows.flatMap(({ dealer_id, n }) => (dealer_id ? [[dealer_id, Number(n)]] : [])))
}
