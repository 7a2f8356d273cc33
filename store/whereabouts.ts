import { type FoundZone, type Whereabouts, zoneOf } from '../core/time/zone.ts'
import type { Place } from '../core/time/window.ts'
import type { Tx } from './database.ts'
import type { Moment } from './moment.ts'

/** Where a company is, as `zoneOf` asks for it. */
export const companyPlace = (tx: Tx, accountId: string) =>
  tx.selectFrom('accounts').select(['country', 'fields']).where('id', '=', accountId).executeTakeFirst()

/** Where a lead's clock stands and how we know, its company's place included. */
export async function whereabouts(
  m: Pick<Moment, 'tx' | 'release'>,
  lead: Whereabouts & { account_id: string | null },
): Promise<FoundZone> {
  const company = lead.account_id ? await companyPlace(m.tx, lead.account_id) : null
  return zoneOf({ ...lead, company }, m.release.defaults.zone)
}

/** The place of a clock under a release: its zone, its country's holidays, and marketing's own days. */
export function placeIn(
  { release }: Pick<Moment, 'release'>,
  { zone, country }: { zone: string; country: string | null },
): Place {
  const { holidays } = release
  return { zone, country, ...(holidays && { holidays }) }
}
