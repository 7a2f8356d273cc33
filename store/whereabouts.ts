import { type FoundZone, type Whereabouts, zoneOf } from '../core/time/zone.ts'
import type { Place } from '../core/time/window.ts'
import type { Db, Tx } from './database.ts'
import type { Moment } from './moment.ts'

/** Where a company is, as `zoneOf` asks for it. */
export const companyPlace = (tx: Tx | Db, accountId: string) =>
  tx.selectFrom('accounts').select(['country', 'fields']).where('id', '=', accountId).executeTakeFirst()

type Placed = Whereabouts & { id: string; account_id: string | null }

// What is known of the person says it all, so that nobody needs to ask for the company.
const sure = ({ from, country }: FoundZone): boolean => from !== 'default' && country !== null

/** Where a lead's clock stands and how we know, its company's place included. */
export async function whereabouts(
  m: { tx: Tx | Db; release: Moment['release'] },
  lead: Omit<Placed, 'id'>,
): Promise<FoundZone> {
  const own = zoneOf(lead, m.release.defaults.zone)
  if (sure(own) || !lead.account_id) return own
  return zoneOf({ ...lead, company: await companyPlace(m.tx, lead.account_id) }, m.release.defaults.zone)
}

/** The same of many leads, by their ids. */
export async function whereaboutsOfAll(
  m: Pick<Moment, 'tx' | 'release'>,
  leads: Placed[],
): Promise<Map<string, FoundZone>> {
  const { zone } = m.release.defaults
  const found = new Map(leads.map((lead) => [lead.id, zoneOf(lead, zone)]))
  const unsure = leads.filter((lead) => lead.account_id !== null && !sure(zoneOf(lead, zone)))
  const accounts = [...new Set(unsure.flatMap((lead) => lead.account_id ?? []))]
  if (accounts.length === 0) return found
  const rows = await m.tx
    .selectFrom('accounts')
    .select(['id', 'country', 'fields'])
    .where('id', 'in', accounts)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const lead of unsure)
    found.set(lead.id, zoneOf({ ...lead, company: byId.get(lead.account_id ?? '') ?? null }, zone))
  return found
}

/** The place of a clock under a release: its zone, its country's holidays, and marketing's own days. */
export function placeIn(
  { release }: Pick<Moment, 'release'>,
  { zone, country }: { zone: string; country: string | null },
): Place {
  const { holidays } = release
  return { zone, country, ...(holidays && { holidays }) }
}
