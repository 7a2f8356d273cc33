/**
 * What exists in marketing. `marketing/*.ts` fill these by `declare module 'kindling'`, so that the
 * editor refuses a fact, template or form that nobody declared.
 */
// oxlint-disable-next-line no-empty-interface
export interface Facts {}

/** Names that marketing declares besides facts; a key not declared there is any string. */
// oxlint-disable-next-line no-empty-interface
export interface Names {}

/** The type of one declared fact, for example `'deal.won'`. */
export type FactType = keyof Facts & string

/** The name of one kind of declared thing: narrow where marketing declares it, any string otherwise. */
export type NameOf<K extends string> = Names extends Record<K, infer N> ? N & string : string
