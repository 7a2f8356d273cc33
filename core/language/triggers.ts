import type { Becomes, Condition, Wanted, Where } from './conditions.ts'
import type { Duration } from './durations.ts'
import type { FactType, NameOf } from './names.ts'
import type { Ref } from './values.ts'

/** A fact that starts a journey. */
export interface FactTrigger {
  fact: string
  where?: Record<string, Wanted>
}

/** How leads enter, as the author writes it. */
export interface Entry {
  on: (FactTrigger | Becomes)[]
  per?: NameOf<'thing'>
  again?: 'never' | 'always' | Duration
  who?: Ref<string>
  if?: Condition
}

/**
 * This fact starts it.
 *
 * @example on(fact('company.changed', { kind: ['new management', 'fast growth'] }))
 */
export const fact = <F extends FactType>(type: F, where?: Where<F>): FactTrigger =>
  ({ fact: type, ...(where && { where }) }) as FactTrigger

/**
 * An answer to this form starts it.
 *
 * @example on(submitted('tender'), { per: 'enquiry' })
 */
export const submitted = (form: NameOf<'form'>): FactTrigger => ({ fact: 'form.submitted', where: { form } })

/**
 * What starts a journey: a fact, a condition that comes true, or any of a list.
 *
 * `per`: the thing it is about; two things, two journeys. `again`: whether the same lead may enter once more (never by
 * default, `'180 days'` after the last entry, `'always'` once that one is over). `who`: who enters if it is not the
 * fact's own lead. `if`: asked when entering.
 *
 * @example enter: on([submitted('newsletter'), fact('event.attended')], { again: '180 days' })
 */
export const on = (
  trigger: FactTrigger | Becomes | (FactTrigger | Becomes)[],
  options: Omit<Entry, 'on'> = {},
): Entry => ({ on: Array.isArray(trigger) ? trigger : [trigger], ...options })
