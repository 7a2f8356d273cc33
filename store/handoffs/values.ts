import type { Release, Route } from '../../core/release/release.ts'
import { heat } from '../../core/score/heat.ts'
import type { Asked } from '../../core/sales/route-rule.ts'
import type { Wants } from '../../core/sales/territory.ts'
import type { Db, Tx } from '../database.ts'
import { instant } from '../database.ts'
import { accountValues, leadValues } from '../journeys/values.ts'
import { splitThing, thingValues } from '../things.ts'
import type { LockedLead } from '../transact.ts'
import { sql } from 'kysely'

/** What is looked at with: inside a transaction or outside of any, at an instant, under a release. */
export interface Look {
  tx: Tx | Db
  now: number
  release: Release
}

/** Where the product line stands if the route does not say: the first of these that is known. */
const LINES = ['product', 'line', 'interest']

/**
 * All that a route may ask about a lead: its own values and its company's, `<thing>.<field>`, `lead.owner` and
 * `account.owner` (addresses of sellers), `account.dealer` (who registered this client), and its points now.
 */
export async function askedOf(look: Look, lead: LockedLead, thing: string | null): Promise<Asked> {
  const account = lead.account_id
    ? await look.tx.selectFrom('accounts').selectAll().where('id', '=', lead.account_id).executeTakeFirst()
    : undefined
  const owners = [lead.owner_id, account?.owner_id].filter((id) => id !== null && id !== undefined)
  const sellers =
    owners.length > 0
      ? await look.tx.selectFrom('sellers').select(['id', 'email']).where('id', 'in', owners).execute()
      : []
  const email = (id: string | null | undefined) => sellers.find((one) => one.id === id)?.email
  const protector = await protecting(look, lead.account_id)
  return {
    values: {
      ...leadValues(lead),
      ...(account && accountValues(account)),
      ...(thing && (await thingValues(look.tx, thing))),
      'lead.owner': email(lead.owner_id),
      'account.owner': email(account?.owner_id),
      'account.dealer': protector?.name,
    },
    heat: heat(look.release.scoring, lead, look.now),
    fit: lead.fit,
  }
}

/** The dealer that registered this company as its own client, as long as that holds. */
export async function protecting(
  look: Pick<Look, 'tx' | 'now'>,
  accountId: string | null,
): Promise<{ id: string; name: string } | undefined> {
  if (accountId === null) return undefined
  return look.tx
    .selectFrom('protected_clients')
    .innerJoin('dealers', 'dealers.id', 'protected_clients.dealer_id')
    .select(['dealers.id', 'dealers.name'])
    .where('account_id', '=', accountId)
    .where(sql<boolean>`protected_clients.until > ${instant(look.now)}`)
    .executeTakeFirst()
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  )

/** The product lines that the lead asks for, and where they stand. */
interface Line {
  path: string | null
  lines: string[]
}

/** The product lines that the lead asks for: where the route says, else the thing's or the lead's product or interest. */
export function lineOf(route: Pick<Route, 'about'>, { values }: Asked, thing: string | null): Line {
  const paths = route.about?.line
    ? [route.about.line]
    : [thing ? splitThing(thing).kind : '', 'lead'].flatMap((of) => LINES.map((name) => `${of}.${name}`))
  for (const path of paths) {
    const lines = Object.hasOwn(values, path) ? texts(values[path]) : []
    if (lines.length > 0) return { path, lines }
  }
  return { path: null, lines: [] }
}

/** Large or small, where the route says from what on; empty where the value is not known. */
export function valueClass({ about }: Pick<Route, 'about'>, { values }: Asked): '' | 'small' | 'large' {
  const value = about?.value !== undefined && Object.hasOwn(values, about.value) ? values[about.value] : null
  if (about?.large === undefined || typeof value !== 'number') return ''
  return value >= about.large ? 'large' : 'small'
}

/** Where the lead is and what it wants, as a dealer's territory is compared with it. */
export function wantsOf(
  route: Pick<Route, 'about'>,
  asked: Asked,
  lead: LockedLead,
  thing: string | null,
): Wants {
  const { postcode, zip } = lead.fields
  return {
    country: lead.country ?? texts(asked.values['account.country'])[0] ?? null,
    region: lead.region,
    city: lead.city,
    postcode: texts(postcode)[0] ?? texts(zip)[0] ?? null,
    lines: lineOf(route, asked, thing).lines,
    lang: lead.lang,
  }
}
