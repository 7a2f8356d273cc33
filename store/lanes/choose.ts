import { sql } from 'kysely'
import { DEFAULT_LANE, isReserved, laneOfDomain, lanesOf } from '../../core/mail/mail-lanes.ts'
import type { Moment } from '../moment.ts'

/**
 * The lanes of mails to these addresses, in their order, by what is known already: no DNS. A domain that is seen for the first
 * time goes to `default` and is noted down; that lane asks for its MX before its next claim.
 */
export async function lanesFor(m: Moment, addresses: readonly (string | null)[]): Promise<string[]> {
  const lanes = lanesOf(m.release)
  const domains = addresses.map((one) => one?.slice(one.lastIndexOf('@') + 1).toLowerCase() ?? '')
  const byRule = (domain: string): string | null =>
    domain === '' || isReserved(domain) ? DEFAULT_LANE : laneOfDomain(domain, lanes)
  const seen = await seenLanes(m, [...new Set(domains.filter((domain) => byRule(domain) === null))].sort())
  return domains.map((domain) => {
    const lane = byRule(domain) ?? seen.get(domain) ?? DEFAULT_LANE
    return Object.hasOwn(lanes, lane) ? lane : DEFAULT_LANE
  })
}

/** Notes down domains that are new; sorted, so that two that note the same do not wait for each other. */
async function seenLanes({ tx }: Moment, domains: string[]): Promise<Map<string, string | null>> {
  if (domains.length === 0) return new Map()
  const { rows } = await sql<{ domain: string; lane: string | null }>`
    with known as (select domain, lane from mail_domains where domain = any(${domains})),
      noted as (
        insert into mail_domains (domain)
        select domain from unnest(${domains}::text[]) as domain where domain not in (select domain from known)
        on conflict do nothing)
    select domain, lane from known`.execute(tx)
  return new Map(rows.map(({ domain, lane }) => [domain, lane]))
}
