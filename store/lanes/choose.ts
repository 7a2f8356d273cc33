import { sql } from 'kysely'
import { DEFAULT_LANE, isReserved, laneOfDomain, lanesOf } from '../../core/mail/mail-lanes.ts'
import type { Moment } from '../moment.ts'

/**
 * The lane of a mail to this address, by what is known already: no DNS. A domain that is seen for the first time goes to `default`
 * and is noted down; that lane asks for its MX before its next claim.
 */
export async function laneFor(m: Moment, address: string | null): Promise<string> {
  const domain = address?.slice(address.lastIndexOf('@') + 1).toLowerCase() ?? ''
  if (domain === '' || isReserved(domain)) return DEFAULT_LANE
  const lanes = lanesOf(m.release)
  const known = laneOfDomain(domain, lanes)
  if (known) return known
  const { rows } = await sql<{ lane: string | null }>`
    with known as (select lane from mail_domains where domain = ${domain}),
      noted as (
        insert into mail_domains (domain) select ${domain} where not exists (select from known) on conflict do nothing)
    select lane from known`.execute(m.tx)
  const lane = rows[0]?.lane ?? DEFAULT_LANE
  return Object.hasOwn(lanes, lane) ? lane : DEFAULT_LANE
}
