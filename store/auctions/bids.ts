import { type Bid, leastBid } from '../../core/sales/auction.ts'
import type { Db, Tx } from '../database.ts'
import type { HandoffRow } from '../handoffs/lock.ts'
import { auctionTerms } from '../handoffs/terms.ts'

/** The bids of a hand-off, the least first. */
export async function bidsOf(tx: Tx | Db, handoffId: string): Promise<(Bid & { seller: string })[]> {
  const rows = await tx
    .selectFrom('bids')
    .selectAll()
    .where('handoff_id', '=', handoffId)
    .orderBy('amount')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    dealer: row.dealer_id,
    seller: row.seller_id,
    amount: row.amount,
    state: row.state,
  }))
}

/** An auction as one of the dealers sees it: the amounts are open, who bid them is not. Minor units. */
export interface AuctionView {
  currency: string
  floor: number
  step: number
  highest: number | null
  /** The least that the next bid must be. */
  least: number
  bids: number
  /** The highest bid is this dealer's own. */
  leading: boolean
  closesAt: number | null
}

/** The auction of a hand-off, or null where it is not at its auction. */
export async function auctionView(
  tx: Tx | Db,
  handoff: HandoffRow,
  dealer: string | null,
): Promise<AuctionView | null> {
  const terms = auctionTerms(handoff)
  if (!terms || handoff.stage !== 'auction') return null
  const bids = await bidsOf(tx, handoff.id)
  const top = bids.at(-1)
  return {
    currency: terms.floor.currency,
    floor: terms.floor.amount,
    step: terms.step,
    highest: top?.amount ?? null,
    least: leastBid(terms, bids),
    bids: bids.length,
    leading: top !== undefined && top.dealer === dealer,
    closesAt: handoff.closes_at,
  }
}
