import { DateTime } from 'luxon'
import type { RefValue, Who } from '../plan/plan.ts'
import { addDuration, type Calendar } from '../time/duration.ts'
import { usableZone } from '../time/usable-zone.ts'
import type { SellerView, View } from './view.ts'

/** Whether anything is known: an empty text or list is nothing. */
export const isKnown = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

/** The value at a path: `entry.by` from the entering fact, all others as they are now. Undefined if nothing is known. */
export function valueAt(path: string, view: View): unknown {
  const [values, name] = path.startsWith('entry.') ? [view.journey.entry, path.slice(6)] : [view.values, path]
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  return isKnown(value) ? value : undefined
}

/** The zone and holidays of the lead. */
export const leadCalendar = (view: View): Calendar => calendarOf(view.lead, view)

/** The zone and holidays of a person: the lead, a seller. */
export const calendarOf = (
  { zone, country }: { zone: string; country: string | null },
  { holidays }: View,
): Calendar => ({ zone, country, ...(holidays && { holidays }) })

/**
 * A date in epoch ms: a number as it is; a text with an offset is absolute, one without is local time of the lead, and
 * a day is its first instant. A fallback counts from entry. Null if there is none, or it is no date.
 */
export function dateAt(ref: RefValue, view: View): number | null {
  const date = instantOf(valueAt(ref.ref, view), view.lead.zone)
  if (date !== null) return date
  return ref.fallback ? addDuration(view.journey.enteredAt, ref.fallback, leadCalendar(view)) : null
}

/** A date as facts and fields hold it, in epoch ms; null if it is none. A text without an offset is local time of the zone. */
export function instantOf(value: unknown, zone: string): number | null {
  if (typeof value === 'number')
    return Number.isFinite(value) && Math.abs(value) <= LAST_INSTANT ? value : null
  if (typeof value !== 'string') return null
  const date = DateTime.fromISO(value, { zone: usableZone(zone) })
  return date.isValid ? date.toMillis() : null
}

// The last instant that a date can hold.
const LAST_INSTANT = 8.64e15

/** The seller who is meant, or null: nobody is named, or nobody active. */
export function sellerFor(who: Who | undefined, view: View): SellerView | null {
  const id = who && sellerId(who, view)
  return (id && Object.hasOwn(view.sellers, id) && view.sellers[id]) || null
}

function sellerId(who: Who, view: View): string | null {
  if ('ref' in who) {
    const id = valueAt(who.ref, view)
    return typeof id === 'string' && id !== '' ? id : null
  }
  if (who.person === 'owner') return view.lead.owner
  return sellerFor(who.of, view)?.head ?? null
}
