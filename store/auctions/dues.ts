import type { Db } from '../database.ts'

/** What a dealer owes for a lead it won. Amounts in minor units; instants in epoch ms. */
export interface Due {
  dealer: string
  handoff: string
  bid: string
  amount: number
  currency: string
  at: number
  /** It does not owe it any more: since when, and why. */
  waivedAt: number | null
  why: string | null
}

/** All dues, the oldest first. */
export const listDues = (db: Db): Promise<Due[]> =>
  db
    .selectFrom('dues')
    .innerJoin('dealers', 'dealers.id', 'dues.dealer_id')
    .select(['dealers.name as dealer', 'dues.handoff_id as handoff', 'dues.bid_id as bid'])
    .select(['dues.amount', 'dues.currency', 'dues.at', 'dues.waived_at as waivedAt', 'dues.why'])
    .orderBy('dues.at')
    .orderBy('dues.id')
    .execute()
