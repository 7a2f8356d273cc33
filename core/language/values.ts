import type { Words } from '../release/release.ts'
import type { Condition } from './conditions.ts'
import type { Duration, Json } from './durations.ts'

/** A field of the lead, its account, its thing or the entering fact, read when it is needed. */
export interface Ref<T> {
  readonly ref: string
  readonly fallback?: Duration
  /** A dealer may read it before the contacts open. */
  readonly public?: true
  /** What people call it, and its values. */
  readonly label?: Words
  readonly values?: Readonly<Record<string, Words>>
  /** It is one of these. */
  is(...values: T[]): Condition
  /** The list has this in it. */
  has(value: T extends readonly (infer E)[] ? E : T): Condition
  /** At least this, inclusive. */
  atLeast(value: T): Condition
  /** At most this, inclusive. */
  atMost(value: T): Condition
  /** Somebody said it; whatever it is. */
  known(): Condition
  /** A date to take where there is none: so long after entry. */
  or(fallback: Duration): Ref<T>
}

/** The values of a field that are words: of a list, those in it. */
type WordsOf<T> = Extract<T extends readonly (infer E)[] ? E : T, string>

/** What is told of a field where it is declared. */
interface FieldOptions<T> {
  public?: true
  label?: Words
  values?: { readonly [value in WordsOf<T>]?: Words }
}

class Field<T> {
  readonly ref: string
  readonly fallback?: Duration
  readonly public?: true
  readonly label?: Words
  readonly values?: FieldOptions<T>['values']
  constructor(path: string, fallback?: Duration, told: FieldOptions<T> = {}) {
    this.ref = path
    if (fallback) this.fallback = fallback
    if (told.public) this.public = told.public
    if (told.label) this.label = told.label
    if (told.values) this.values = told.values
  }
  is(...values: T[]): Condition {
    return { field: this.ref, in: values as Json[] }
  }
  has(value: unknown): Condition {
    return { field: this.ref, has: value as Json }
  }
  atLeast(value: T): Condition {
    return { field: this.ref, atLeast: value as Json }
  }
  atMost(value: T): Condition {
    return { field: this.ref, atMost: value as Json }
  }
  known(): Condition {
    return { field: this.ref, known: true }
  }
  or(fallback: Duration): Ref<T> {
    return new Field<T>(this.ref, fallback, {
      ...(this.public && { public: this.public }),
    }) as unknown as Ref<T>
  }
}

/**
 * Declares a field by its path, in `fields.ts` and `things.ts`. `public`: dealers may read it before the contacts open;
 * `label` and `values`: what they read then, by language, where the name and the values are no words of theirs.
 *
 * @example export const lead = { role: ref<'user' | 'decider'>('lead.role') }
 * @example ref<'metal' | 'timber'>('lead.industry', { public: true, label: { en: 'Industry', ru: 'Отрасль' } })
 */
export const ref = <T>(path: string, options: FieldOptions<T> = {}): Ref<T> =>
  new Field<T>(path, undefined, options) as unknown as Ref<T>

/**
 * A property of the fact that started the journey.
 *
 * @example wait(entry<Date>('notBefore'))
 */
export const entry = <T = string>(prop: string): Ref<T> => ref<T>(`entry.${prop}`)

/** A date with an offset, for `wait`. */
export interface Instant {
  readonly at: { readonly ref: string; readonly fallback?: Duration }
  readonly offset: Duration
  readonly side: 'before' | 'after'
}

/**
 * So long before a date.
 *
 * @example wait(before(enquiry.deadline, '3 days'))
 */
export const before = (date: Ref<Date>, offset: Duration): Instant => ({ at: date, offset, side: 'before' })

/**
 * So long after a date.
 *
 * @example wait(after(event.endsAt, '1 day'))
 */
export const after = (date: Ref<Date>, offset: Duration): Instant => ({ at: date, offset, side: 'after' })

/** The same day every year, for `on`. */
export interface Yearly {
  readonly at: { readonly ref: string; readonly fallback?: Duration }
  readonly side: 'yearly'
}

/**
 * Every year on the day of this date; 29 February is 28 February in other years.
 *
 * @example enter: on(yearly(contract.endsAt), { per: 'contract', who: contract.contact })
 */
export const yearly = (date: Ref<Date>): Yearly => ({ at: date, side: 'yearly' })

/** Bounds for a number in `where` and `times`. */
export interface Match {
  atLeast?: number
  atMost?: number
}

/**
 * At least this number, inclusive.
 *
 * @example did('event.attended', { where: { minutes: atLeast(40) } })
 */
export const atLeast = (n: number): Match => ({ atLeast: n })

/**
 * At most this number, inclusive.
 *
 * @example did('review.submitted', { where: { stars: atMost(3) } })
 */
export const atMost = (n: number): Match => ({ atMost: n })

/** Somebody on our side, found when the step runs. */
export interface Person {
  person: 'owner' | 'head'
  of?: Person | { ref: string }
}

/**
 * The seller who owns the lead, else the one who owns its company.
 *
 * @example task('call', { to: owner(), due: '3 workdays' })
 */
export const owner = (): Person => ({ person: 'owner' })

/**
 * The head of a seller.
 *
 * @example send('alert/no-proposal', { to: headOf(owner()) })
 */
export const headOf = (person: Person | Ref<string>): Person => ({ person: 'head', of: person })

/** Persons of the company, for `who`: who of them enters. */
export type Contact = { person: 'main-contact' } | { person: 'committee'; where: { role: string[] } }

/**
 * The main contact of the company.
 *
 * @example on(becomes(overdue('order.placed', { by: 1.5 })), { who: mainContact() })
 */
export const mainContact = (): Contact => ({ person: 'main-contact' })

/**
 * Everybody of the company in one of these roles. Who has no known role does not enter, and the story says so.
 *
 * @example on(fact('company.changed'), { who: people({ role: ['decider', 'user'] }) })
 */
export const people = (where: { role: string[] }): Contact => ({ person: 'committee', where })
