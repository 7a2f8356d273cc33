import type { AuctionTerms, OfferTerms, Terms } from '../../core/sales/terms.ts'
import { TALK_SECONDS } from '../../core/sales/terms-shape.ts'
import type { HandoffRow } from './lock.ts'

type Under = Pick<HandoffRow, 'terms'>

/** The terms that a hand-off was opened under. */
export const termsOf = ({ terms }: Under): Terms => terms as unknown as Terms

/** The terms of its offers to dealers, or null where there are none. */
export function offerTerms(handoff: Under): OfferTerms | null {
  const terms = termsOf(handoff)
  return terms.mode === 'offer' ? terms : null
}

/** The terms of its auction: its own, or those that come after its offers. */
export function auctionTerms(handoff: Under): AuctionTerms | null {
  const terms = termsOf(handoff)
  if (terms.mode === 'auction') return terms
  return terms.mode === 'offer' && terms.then !== 'house' ? terms.then : null
}

/** How long a talk must be, in ms, so that the contacts open. */
export const talkMs = (handoff: Under): number => (offerTerms(handoff)?.talkSeconds ?? TALK_SECONDS) * 1000

/** Whether the hand-off stands where dealers are asked. */
export const asksDealers = ({ stage }: Pick<HandoffRow, 'stage'>): boolean =>
  stage === 'alone' || stage === 'group' || stage === 'auction'
