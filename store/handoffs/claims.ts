import { accountOwner } from '../account-owner.ts'
import type { Moment } from '../moment.ts'
import type { Held } from './lock.ts'

/** Why somebody goes before the others. */
export type Claim = 'wanted' | 'has the other hand-off' | 'owns the lead' | 'owns the account'

/** Who goes first: whom the journey named, who has another hand-off of this lead, who owns the lead, the company. */
export async function claimsOn(m: Moment, { handoff, lead }: Held): Promise<{ id: string; by: Claim }[]> {
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
  const all: { id: string | null | undefined; by: Claim }[] = [
    { id: handoff.wanted_seller, by: 'wanted' },
    ...others.map(({ seller }) => ({ id: seller, by: 'has the other hand-off' as const })),
    { id: lead.owner_id, by: 'owns the lead' },
    { id: await accountOwner(m.tx, lead.account_id), by: 'owns the account' },
  ]
  return all.flatMap(({ id, by }) => (id ? [{ id, by }] : []))
}
