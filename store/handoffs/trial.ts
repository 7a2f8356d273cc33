import { AppError } from '../../core/errors.ts'
import type { Route } from '../../core/release/release.ts'
import { byTurn } from '../../core/sales/shares.ts'
import type { RouteRule } from '../../core/sales/terms.ts'
import { accountOwner } from '../account-owner.ts'
import { consentsToDealers } from '../consents.ts'
import { type Fit, fittingDealers } from '../dealers/fitting.ts'
import { newestRelease } from '../releases.ts'
import type { SellerRow } from '../sellers.ts'
import { houseTeam, lineOf, shareOf } from '../staff/shares.ts'
import type { Store } from '../store.ts'
import { unableNow } from './able.ts'
import { reasons } from './ask-dealers.ts'
import { termsFor } from './open.ts'
import { askedOf, type Look } from './values.ts'

/** Who would get a lead, and why. */
export interface Trial {
  lead: string
  /** The newest thing of the lead that the rules were asked about. */
  thing: string | null
  rule: string | null
  because: Record<string, unknown>
  mode: string
  /** For dealers without the lead's consent: the house team gets it. */
  consent: boolean
  /** In the order in which they would be asked; of the house, who has a claim on the lead or a share. */
  to: { name: string; stars: number | null }[]
  leftOut: Record<string, number>
}

const SHOWN = 10

/**
 * Asks the rules of a route about the newest leads, as if each came now; nothing is changed. `rules` and `about`: others than
 * those that are published, to try them.
 * @throws AppError route_unknown
 */
export async function tryRoute(
  store: Store,
  asked: { route: string; last: number; rules?: RouteRule[]; about?: Route['about'] },
): Promise<Trial[]> {
  const { db } = store
  const release = await newestRelease(db)
  const published = Object.hasOwn(release.routing, asked.route) ? release.routing[asked.route] : undefined
  if (!published) throw new AppError('route_unknown', '/route')
  const { rules, about } = asked
  const route: Route = { ...published, ...(rules && { rules }), ...(about && { about }) }
  const look: Look = { tx: db, now: await store.clock.now(db), release }
  const leads = await db
    .selectFrom('leads')
    .selectAll()
    .where('erased_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(asked.last)
    .execute()
  const trials: Trial[] = []
  for (const lead of leads) trials.push(await tryLead(look, route, lead))
  return trials
}

type Lead = Parameters<typeof askedOf>[1]

async function tryLead(look: Look, route: Route, lead: Lead): Promise<Trial> {
  const thing = await newestThing(look, lead.id)
  const { terms, rule, because } = await termsFor(look, route, lead, { thing })
  const consent = terms.mode === 'assign' || (await consentsToDealers(look.tx, lead.id))
  const shown = { lead: lead.id, thing, rule, because, mode: terms.mode, consent }
  if (terms.mode === 'assign' || !consent) {
    const named = terms.mode === 'assign' ? (terms.sellers ?? route.sellers) : route.sellers
    return { ...shown, ...(await ofTheHouse(look, lead, named)) }
  }
  const fit: Fit = await fittingDealers(look, { lead, thing, route, only: terms.dealers })
  const to = fit.fitting.slice(0, SHOWN).map(({ dealer }) => ({ name: dealer.name, stars: dealer.stars }))
  return { ...shown, to, leftOut: reasons(fit) }
}

async function newestThing({ tx }: Look, leadId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('things')
    .select(['kind', 'id'])
    .where('lead_id', '=', leadId)
    .orderBy('updated_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? `${row.kind}:${row.id}` : null
}

/**
 * Sellers of the house as they would be asked now: the owner of lead or company first, the others by their shares. Who is on
 * leave or full is counted by why.
 */
async function ofTheHouse(
  look: Look,
  lead: Lead,
  named: readonly string[] | undefined,
): Promise<Pick<Trial, 'to' | 'leftOut'>> {
  const team = await houseTeam(look.tx)
  const unable = await unableNow(look, team)
  const able = team.filter(({ id }) => !unable.has(id))
  const onRoute = (one: SellerRow) => (named ? named.includes(one.email) : lineOf(one) === 'finder')
  const order = [
    lead.owner_id,
    await accountOwner(look.tx, lead.account_id),
    ...byTurn(able.filter(onRoute).map(shareOf)).map(({ id }) => id),
  ]
  const to = [...new Set(order)].flatMap((id) => able.find((one) => one.id === id) ?? []).slice(0, SHOWN)
  const leftOut: Record<string, number> = {}
  for (const one of team.filter(onRoute)) {
    const why = unable.get(one.id)
    if (why) leftOut[why] = (leftOut[why] ?? 0) + 1
  }
  return { to: to.map(({ name }) => ({ name, stars: null })), leftOut }
}
