import { MOST_MINOR } from './money.ts'
import type { AuctionTerms } from './terms.ts'

/** A bid on record. Amounts are in minor units of the floor's currency. */
export interface Bid {
  id: string
  dealer: string
  amount: number
  state: 'standing' | 'won' | 'lost' | 'passed'
}

/** What somebody bids, and when. */
export interface Offered {
  dealer: string
  amount: number
  currency: string
  at: number
}

/** Why a bid is not taken. `leads`: the dealer's own bid is the highest, and nobody raises himself. */
export type BidRefusal = 'closed' | 'amount' | 'currency' | 'low' | 'leads'

type Price = Pick<AuctionTerms, 'floor' | 'step'>

const highest = <T extends Bid>(bids: readonly T[]): T | undefined =>
  bids.reduce<T | undefined>(
    (top, bid) => (top === undefined || bid.amount > top.amount ? bid : top),
    undefined,
  )

/** The least that the next bid must be. */
export function leastBid({ floor, step }: Price, bids: readonly Bid[]): number {
  const top = highest(bids)
  return top ? top.amount + step : floor.amount
}

/**
 * Whether a bid may be taken; null if it may. Bids are taken before the closing instant, not at it. An amount is a
 * positive whole number of minor units, `MOST_MINOR` at most, so that others can still raise it.
 */
export function refuseBid(
  terms: Price,
  auction: { closesAt: number; bids: readonly Bid[] },
  bid: Offered,
): BidRefusal | null {
  if (bid.at >= auction.closesAt) return 'closed'
  if (!Number.isInteger(bid.amount) || bid.amount <= 0 || bid.amount > MOST_MINOR) return 'amount'
  if (bid.currency !== terms.floor.currency) return 'currency'
  if (highest(auction.bids)?.dealer === bid.dealer) return 'leads'
  return bid.amount < leastBid(terms, auction.bids) ? 'low' : null
}

/**
 * Whose turn it is to have the lead once bids are closed: the highest bid of a dealer that was not passed over and may
 * still have leads, at that bid's own amount. Null: nobody is left.
 */
export function nextWinner<T extends Bid>(
  bids: readonly T[],
  mayHave: (dealer: string) => boolean = () => true,
): T | null {
  const passed = new Set(bids.filter(({ state }) => state === 'passed').map(({ dealer }) => dealer))
  const left = bids.filter(({ state, dealer }) => state !== 'won' && !passed.has(dealer) && mayHave(dealer))
  return highest(left) ?? null
}
