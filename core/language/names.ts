/**
 * What can happen. `marketing/facts.ts` fills it by `declare module 'kindling'`, so that the editor refuses a fact
 * that nobody declared.
 *
 * @example
 * declare module 'kindling' {
 *   interface Facts { 'deal.won': { deal: string; value: number } }
 * }
 */
export interface Facts {}

/** Names that marketing declares besides facts; a key not declared there is any string. */
export interface Names {}

/** Facts that the system itself records. Marketing may declare the same type and say more about its properties. */
export interface BuiltinFacts {
  'form.submitted': { form: string }
  'email.sent': { template: string }
  'email.delivered': { template: string }
  'email.opened': { template: string }
  'email.clicked': { template: string; link: string }
  'email.bounced': { template: string }
  'email.complained': { template: string }
  'email.unsubscribed': { template: string; topic: string }
  'email.replied': { template: string }
  'step.done': { step: string; outcome: string }
  'lead.warmed': { by?: string }
  'warming.started': { by: string; notBefore?: string; note?: string }
  'warming.ended': { by: string }
  'consent.given': { purpose: string; topic?: string }
  'consent.withdrawn': { purpose: string; topic?: string }
}

/** The type of one declared fact, for example `'deal.won'`. */
export type FactType = (keyof Facts | keyof BuiltinFacts) & string

/** The properties of a declared fact. */
export type PropsOf<F extends FactType> = F extends keyof Facts
  ? Facts[F]
  : F extends keyof BuiltinFacts
    ? BuiltinFacts[F]
    : never

/** The name of one kind of declared thing: narrow where marketing declares it, any string otherwise. */
export type NameOf<K extends string> = K extends keyof Names ? Names[K] & string : string
