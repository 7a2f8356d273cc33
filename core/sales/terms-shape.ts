import { z } from 'zod'
import { parseDuration } from '../time/duration.ts'
import type { Duration } from '../language/durations.ts'
import { MOST_MINOR } from './money.ts'
import type { AssignTerms, AuctionTerms, OfferTerms, Terms } from './terms.ts'

const duration = z
  .string()
  .refine((text) => (parseDuration(text)?.amount ?? 0) > 0, {
    error: "must be a duration such as '2 workhours'",
  })
  .transform((text) => text as Duration)
const names = z.array(z.string().min(1).max(320)).min(1).max(500).optional()
const minor = z
  .int({ error: 'must be a whole number of minor units' })
  .min(1, { error: 'must be a whole number of minor units, above 0' })
  .max(MOST_MINOR, { error: `must be ${MOST_MINOR} minor units at most` })
const currency = z.string().regex(/^[A-Z]{3}$/, { error: 'must be three capital letters: GBP' })

/** Seconds of talk that open the contacts, where the terms say nothing else. */
export const TALK_SECONDS = 75

/** A step where the terms say nothing else: a twentieth of the floor. */
const STEP_PART = 20

const assign = z.strictObject({ sellers: names })
const auction = z.strictObject({
  dealers: names,
  floor: z.strictObject({ amount: minor, currency }),
  step: minor.optional(),
  for: duration.default('1 workday'),
  callWithin: duration.default('4 workhours'),
  unsold: z.enum(['house', 'nurture']).default('house'),
})
const offer = z.strictObject({
  dealers: names,
  alone: duration.default('2 workhours'),
  times: z.int().min(1).max(100).optional(),
  group: z.strictObject({ size: z.int().min(1).max(100), for: duration }).optional(),
  then: z.union([z.literal('house'), auction.extend({ mode: z.literal('auction') })]).default('house'),
  talkSeconds: z.int().min(1).max(3600).default(TALK_SECONDS),
})

/** Terms as somebody writes them, by mode; what is left out has its default. The floor of an auction has none. */
export const TERMS = { assign, offer, auction } as const

/** Modes of terms. */
export type Mode = keyof typeof TERMS

/** Terms of a rule of a route, with their mode. */
export const termsShape = z.discriminatedUnion('mode', [
  assign.extend({ mode: z.literal('assign') }),
  offer.extend({ mode: z.literal('offer') }),
  auction.extend({ mode: z.literal('auction') }),
])

/** The same terms with every part that was left out. */
export function withDefaults(given: z.infer<typeof termsShape>): Terms {
  if (given.mode === 'assign') return given as AssignTerms
  if (given.mode === 'auction') return stepped(given)
  return { ...given, then: given.then === 'house' ? 'house' : stepped(given.then) } as OfferTerms
}

const stepped = (terms: z.infer<typeof auction> & { mode: 'auction' }): AuctionTerms =>
  ({ ...terms, step: terms.step ?? Math.max(1, Math.round(terms.floor.amount / STEP_PART)) }) as AuctionTerms
