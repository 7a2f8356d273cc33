import type { Formula } from '../sales/terms.ts'

/**
 * What is known of every dealer. The maker says `sales`, `certified` (people), `training` (days since, or hours: as you
 * count it) and `shipping`; from its leads of the last 180 days come `speed` (how many of the first contacts were in
 * time, 0 to 1), `quality` (how many leads came to something, 0 to 1) and `leads` (how many it was given); from the answers of
 * clients who were asked, `called` and `offered` (how many say that they were, 0 to 1).
 */
export type Figure =
  | 'sales'
  | 'certified'
  | 'training'
  | 'shipping'
  | 'speed'
  | 'quality'
  | 'leads'
  | 'called'
  | 'offered'

/**
 * A number of the dealer, by its name: one of those that every dealer has, or one of your own that `figures` gives.
 *
 * @example times(2, figure('quality'))
 */
export const figure = (name: Figure | (string & Record<never, never>)): Formula => ({ value: name })

/**
 * The sum.
 *
 * @example export const rating = plus(1, figure('speed'), figure('quality'))
 */
export const plus = (...parts: Formula[]): Formula => ({ plus: parts })

/**
 * The product.
 *
 * @example times(0.5, figure('certified'))
 */
export const times = (...parts: Formula[]): Formula => ({ times: parts })

/**
 * One part of another; `otherwise` where there is nothing to divide by.
 *
 * @example share(figure('certified'), figure('people'), { otherwise: 0 })
 */
export const share = (part: Formula, whole: Formula, { otherwise }: { otherwise: number }): Formula => ({
  share: [part, whole],
  otherwise,
})

/**
 * No less than `from` and no more than `to`.
 *
 * @example clamp(share(figure('sales'), 1000, { otherwise: 0 }), { from: 0, to: 2 })
 */
export const clamp = (part: Formula, { from, to }: { from: number; to: number }): Formula => ({
  clamp: part,
  from,
  to,
})
