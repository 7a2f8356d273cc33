import { sql } from 'kysely'
import { type Candidate, type Choice, choose } from '../../core/sales/choose.ts'
import type { Route } from '../../core/release/release.ts'
import { instant } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import type { Held } from './lock.ts'
import { termsOf } from './terms.ts'

/** Shares are compared over so many days, or since the newest seller joined, so that nobody has to catch up. */
const SHARE_DAYS = 30
const DAY = 24 * 3600 * 1000

/** Why somebody goes before the others. */
type Claim = 'wanted' | 'has the other hand-off' | 'owns the lead' | 'owns the account'

/** Who is asked next, and why: for the lead's story. */
export interface Next {
  seller: SellerRow
  why: { by: Claim } | { by: 'weight'; weight: number; taken: number }
}

/** The seller whom this round asks next, locked and still active; undefined when all were asked. */
export async function nextSeller(m: Moment, held: Held, route: Route): Promise<Next | undefined> {
  const active = await m.tx
    .selectFrom('sellers')
    .selectAll()
    .where('active', '=', true)
    .where('dealer_id', 'is', null)
    .orderBy('id')
    .execute()
  const asked = await askedInRound(m, held)
  const named = sellersOf(held, route)
  const onRoute = active.filter((seller) => named === undefined || named.includes(seller.email))
  const taken = await takenBy(m, onRoute)
  const claims = await claimsOn(m, held)
  // Whoever has a claim is asked also where the route lists others.
  const candidates = active.map(({ id, weight }) => ({
    id,
    weight: onRoute.some((seller) => seller.id === id) ? weight : 0,
    taken: taken.get(id) ?? 0,
  }))
  for (;;) {
    const choice = choose({ owners: claims.map(({ id }) => id), candidates, asked })
    if (!choice) return undefined
    const seller = await lockActive(m, choice.id)
    if (seller) return { seller, why: whyOf(choice, claims, candidates) }
    asked.add(choice.id)
  }
}

/** The sellers by address whom the hand-off's own terms name, else those of its route; undefined: all of the house. */
function sellersOf({ handoff }: Held, route: Route): readonly string[] | undefined {
  const terms = termsOf(handoff)
  return (terms.mode === 'assign' ? terms.sellers : undefined) ?? route.sellers
}

function whyOf(choice: Choice, claims: { id: string; by: Claim }[], candidates: Candidate[]): Next['why'] {
  const claim = choice.why === 'owner' ? claims.find(({ id }) => id === choice.id) : undefined
  if (claim) return { by: claim.by }
  const { weight = 0, taken = 0 } = candidates.find(({ id }) => id === choice.id) ?? {}
  return { by: 'weight', weight, taken }
}

async function askedInRound(m: Moment, { handoff }: Held): Promise<Set<string>> {
  const rows = await m.tx
    .selectFrom('offers')
    .select('seller_id')
    .where('handoff_id', '=', handoff.id)
    .where('round', '=', handoff.round)
    .execute()
  return new Set(rows.map((row) => row.seller_id))
}

/** Who goes first: whom the journey named, who has another hand-off of this lead, who owns the lead, the company. */
async function claimsOn(m: Moment, { handoff, lead }: Held): Promise<{ id: string; by: Claim }[]> {
  const others = await m.tx
    .selectFrom('handoffs')
    .leftJoin('offers', (join) =>
      join
        .onRef('offers.handoff_id', '=', 'handoffs.id')
        .on((e) => e('offers.state', 'in', ['made', 'seen', 'accepted'])),
    )
    .select((e) => e.fn.coalesce('handoffs.owner_id', 'offers.seller_id').as('seller'))
    .where('handoffs.lead_id', '=', lead.id)
    .where('handoffs.id', '<>', handoff.id)
    .where('handoffs.state', 'in', ['offered', 'owned'])
    .orderBy('handoffs.opened_at')
    .execute()
  const account = lead.account_id
    ? await m.tx
        .selectFrom('accounts')
        .select('owner_id')
        .where('id', '=', lead.account_id)
        .executeTakeFirst()
    : undefined
  const all: { id: string | null | undefined; by: Claim }[] = [
    { id: handoff.wanted_seller, by: 'wanted' },
    ...others.map(({ seller }) => ({ id: seller, by: 'has the other hand-off' as const })),
    { id: lead.owner_id, by: 'owns the lead' },
    { id: account?.owner_id, by: 'owns the account' },
  ]
  return all.flatMap(({ id, by }) => (id ? [{ id, by }] : []))
}

async function takenBy(m: Moment, sellers: SellerRow[]): Promise<Map<string, number>> {
  if (sellers.length === 0) return new Map()
  const since = Math.max(m.now - SHARE_DAYS * DAY, ...sellers.map((seller) => seller.created_at))
  const rows = await m.tx
    .selectFrom('offers')
    .select(['seller_id', (e) => e.fn.countAll<number>().as('n')])
    .where(
      'seller_id',
      'in',
      sellers.map((seller) => seller.id),
    )
    .where(sql<boolean>`made_at >= ${instant(since)}`)
    .groupBy('seller_id')
    .execute()
  return new Map(rows.map((row) => [row.seller_id, Number(row.n)]))
}

const lockActive = (m: Moment, id: string): Promise<SellerRow | undefined> =>
  m.tx
    .selectFrom('sellers')
    .selectAll()
    .where('id', '=', id)
    .where('active', '=', true)
    .forNoKeyUpdate()
    .executeTakeFirst()
