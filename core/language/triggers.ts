import type { Becomes, Condition, Wanted, Where } from './conditions.ts'
import type { Duration } from './durations.ts'
import type { FactType, NameOf } from './names.ts'
import type { Contact, Instant, Ref, Yearly } from './values.ts'

/** A fact that starts a journey. */
export interface FactTrigger {
  fact: string
  where?: Record<string, Wanted>
}

/** A date that starts a journey: so long before or after it, or every year on its day. */
export interface DateTrigger {
  date: { readonly ref: string; readonly fallback?: Duration }
  side: 'before' | 'after' | 'yearly'
  offset?: Duration
}

/** How leads enter, as the author writes it. */
export interface Entry {
  on: (FactTrigger | Becomes | DateTrigger)[]
  per?: NameOf<'thing'>
  again?: 'never' | 'always' | Duration
  who?: Contact | Ref<string>
  if?: Condition
}

/**
 * This fact starts it.
 *
 * @example on(fact('company.changed', { kind: ['new management', 'fast growth'] }), { who: mainContact() })
 */
export const fact = <F extends FactType>(type: F, where?: Where<F>): FactTrigger =>
  ({ fact: type, ...(where && { where }) }) as FactTrigger

/**
 * An answer to this form starts it.
 *
 * @example on(submitted('tender'), { per: 'enquiry' })
 */
export const submitted = (form: NameOf<'form'>): FactTrigger => ({ fact: 'form.submitted', where: { form } })

/** What may start a journey, as the author writes it. */
type Trigger = FactTrigger | Becomes | Instant | Yearly

const asTrigger = (one: Trigger): FactTrigger | Becomes | DateTrigger => {
  if (!('side' in one)) return one
  const { at, ...rest } = one
  return { date: at, ...rest }
}

/**
 * What starts a journey: a fact, a condition that comes true, a date, or any of a list.
 *
 * `per`: the thing it is about; two things, two journeys. `again`: whether the same lead may enter once more (never by
 * default, `'180 days'` after the last entry, `'always'` once that one is over); a date enters once for each thing and
 * date. `who`: who enters if it is not the fact's own lead: the main contact, the people of a role, or a field that
 * names somebody. `if`: asked when entering.
 *
 * @example enter: on([submitted('newsletter'), fact('event.attended')], { again: '180 days' })
 * @example enter: on(before(contract.endsAt, '60 days'), { per: 'contract', who: contract.contact })
 */
export const on = (trigger: Trigger | Trigger[], options: Omit<Entry, 'on'> = {}): Entry => ({
  on: (Array.isArray(trigger) ? trigger : [trigger]).map(asTrigger),
  ...options,
})
