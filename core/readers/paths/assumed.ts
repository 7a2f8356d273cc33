import { canonicalJson } from '../../hash.ts'
import type { Condition } from '../../language/conditions.ts'
import { partsOf } from '../../plan/conditions.ts'

/** What a route has taken to be so: conditions by their text. */
export type Assumed = ReadonlyMap<string, { condition: Condition; yes: boolean }>

export const NOTHING_ASSUMED: Assumed = new Map()

// Conditions belong to plans, which are frozen, so that the text of one is made once.
const keys = new WeakMap<Condition, string>()

function keyOf(condition: Condition): string {
  const key = keys.get(condition) ?? canonicalJson(condition)
  keys.set(condition, key)
  return key
}

// A fact that happened also happened without its particulars, and one that did not happen has none.
function fromOtherFacts(condition: Condition, assumed: Assumed): boolean | null {
  if (!('did' in condition) || condition.times || condition.within) return null
  const plain = !condition.where || Object.keys(condition.where).length === 0
  for (const { condition: other, yes } of assumed.values()) {
    if (!('did' in other) || other.did !== condition.did || other.ever !== condition.ever) continue
    if (plain && yes && !other.times?.atMost) return true
    const otherPlain = !other.where || Object.keys(other.where).length === 0
    if (otherPlain && !yes && !other.times && !other.within) return false
  }
  return null
}

/** Whether a condition holds by what is assumed; null where that says nothing. */
export function truth(condition: Condition, assumed: Assumed): boolean | null {
  const known = assumed.get(keyOf(condition))
  if (known) return known.yes
  const parts = (of: readonly Condition[]) => of.map((part) => truth(part, assumed))
  if ('not' in condition) {
    const inner = truth(condition.not, assumed)
    return inner === null ? null : !inner
  }
  if ('all' in condition) {
    const inner = parts(condition.all)
    return inner.includes(false) ? false : inner.includes(null) ? null : true
  }
  if ('any' in condition) {
    const inner = parts(condition.any)
    return inner.includes(true) ? true : inner.includes(null) ? null : false
  }
  return fromOtherFacts(condition, assumed)
}

/** The same and this condition besides; null if that cannot be. */
export function assume(condition: Condition, yes: boolean, assumed: Assumed): Assumed | null {
  const already = truth(condition, assumed)
  if (already !== null) return already === yes ? assumed : null
  const more = new Map(assumed)
  more.set(keyOf(condition), { condition, yes })
  if ('not' in condition) return assume(condition.not, !yes, more)
  // All of it holds, or none of any: each part by itself.
  if (('all' in condition && yes) || ('any' in condition && !yes))
    return partsOf(condition).reduce<Assumed | null>((known, part) => known && assume(part, yes, known), more)
  return more
}

/** What of a condition is still open: of `all` and `any`, the parts that are not known yet. */
export function openPart(condition: Condition, assumed: Assumed): Condition {
  if ('not' in condition) return { not: openPart(condition.not, assumed) }
  if (!('all' in condition) && !('any' in condition)) return condition
  const parts = partsOf(condition).filter((part) => truth(part, assumed) === null)
  const open = parts.map((part) => openPart(part, assumed))
  if (open.length === 1 && open[0]) return open[0]
  return 'all' in condition ? { all: open } : { any: open }
}

// Once true it stays true: facts do not unhappen.
function lasts(condition: Condition): boolean {
  if ('did' in condition) return !condition.within && condition.times?.atMost === undefined
  return ('all' in condition || 'any' in condition) && partsOf(condition).every(lasts)
}

const onlyFields = (condition: Condition): boolean => {
  const parts = partsOf(condition)
  return 'field' in condition || (parts.length > 0 && parts.every(onlyFields))
}

/** What is still so after time has passed: facts that happened, and fields, as if nobody wrote them. */
export const afterTime = (assumed: Assumed): Assumed =>
  new Map([...assumed].filter(([, { condition, yes }]) => onlyFields(condition) || (yes && lasts(condition))))

/** What is still so after a field has been written. */
export const afterWrite = (assumed: Assumed, field: string): Assumed =>
  new Map([...assumed].filter(([key]) => !key.includes(JSON.stringify(field))))
