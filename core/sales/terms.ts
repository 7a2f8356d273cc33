import type { Condition } from '../language/conditions.ts'
import type { Duration } from '../language/durations.ts'

/** An amount in minor units (pence, kopecks) with its ISO 4217 currency. */
export interface Money {
  amount: number
  currency: string
}

/** Sellers of the house, by their shares. */
export interface AssignTerms {
  mode: 'assign'
  /** Sellers by email; absent: all of the house. */
  sellers?: string[]
}

/** Dealers, best stars first, each alone for a time; the first who takes it has it. */
export interface OfferTerms {
  mode: 'offer'
  /** Dealers by name; absent: all whose territory, line and language fit. */
  dealers?: string[]
  /** How long each has it alone: `2 workhours` in the dealer's working time, `2 hours` by the clock. */
  alone: Duration
  /** How many get it alone, one after the other; all that fit if absent. */
  times?: number
  /** Then the next best at once. */
  group?: { size: number; for: Duration }
  /** Then: an auction under its terms, or the house team. */
  then: 'house' | AuctionTerms
  /** Seconds of talk that open the contacts; 75 if absent. */
  talkSeconds?: number
}

/** Open bids, contacts to the winner only. */
export interface AuctionTerms {
  mode: 'auction'
  dealers?: string[]
  /** The least first bid, in minor units. */
  floor: Money
  /** The least raise, in minor units of the floor's currency. */
  step: number
  /** How long bids are taken. */
  for: Duration
  /** The winner must call within this, else the second bid is next. */
  callWithin: Duration
  /** Nobody bid, or nobody who won called. */
  unsold: 'house' | 'nurture'
}

/** How a lead goes to people. */
export type Terms = AssignTerms | OfferTerms | AuctionTerms

/** One rule of a route: the first whose condition holds decides. */
export interface RouteRule {
  name: string
  /** On the lead, its account and thing; absent: always. */
  if?: Condition
  terms: Terms
}

/** Numbers a rating is made of, by name, and the steps that make it. */
export type Formula =
  | number
  | { value: string }
  | { plus: Formula[] }
  | { times: Formula[] }
  | { share: [Formula, Formula]; otherwise: number }
  | { clamp: Formula; from: number; to: number }
