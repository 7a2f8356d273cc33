import { canonicalJson } from '../../hash.ts'
import type { Condition, Wanted } from '../../language/conditions.ts'
import type { Json } from '../../language/durations.ts'
import type { Match } from '../../language/values.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Must } from './route.ts'

/** Somebody who goes this way: as `kindling simulate` takes it. What no fact brings about stands in `also`. */
export interface Sample {
  values: Record<string, Json | Json[]>
  script: { at: number; type: string; props: Record<string, Json> }[]
  /** Conditions that a script of facts cannot bring about by itself: heat, segments, colleagues. */
  also: { condition: Condition; yes: boolean }[]
}

const isBounds = (wanted: Wanted): wanted is Match =>
  typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)

function oneOf(wanted: Wanted): Json {
  if (Array.isArray(wanted)) return wanted[0] ?? null
  if (isBounds(wanted)) return wanted.atLeast ?? wanted.atMost ?? 1
  return wanted as Json
}

const propsOf = (where: Record<string, Wanted> | undefined): Record<string, Json> =>
  Object.fromEntries(Object.entries(where ?? {}).map(([name, wanted]) => [name, oneOf(wanted)]))

interface When {
  at: number
  thing: Record<string, Json>
  /** What the route asks to be otherwise, as text. */
  denied: ReadonlySet<string>
}

function bringAbout(condition: Condition, yes: boolean, when: When, sample: Sample): void {
  if ('not' in condition) return bringAbout(condition.not, !yes, when, sample)
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : null
  if (parts) {
    // All true, or none of any: each of them. Otherwise one is enough.
    const each = 'all' in condition === yes
    const best = parts.find((part) => !when.denied.has(canonicalJson([part, yes]))) ?? parts[0]
    for (const part of each || !best ? parts : [best]) bringAbout(part, yes, when, sample)
    return
  }
  if ('did' in condition) {
    const n = Math.min(condition.times?.atLeast ?? 1, 20)
    const fact = { at: when.at, type: condition.did, props: { ...when.thing, ...propsOf(condition.where) } }
    if (yes) for (let k = 0; k < n; k++) sample.script.push(fact)
    return
  }
  if ('field' in condition) {
    const { field } = condition
    if (!yes) return
    if (condition.in) sample.values[field] = condition.in[0] ?? null
    else if (condition.has !== undefined) sample.values[field] = [condition.has]
    else sample.values[field] = condition.atLeast ?? condition.atMost ?? 'known'
    return
  }
  sample.also.push({ condition, yes })
}

function entering(
  plan: Plan,
  thing: Record<string, Json>,
  dates: ReadonlyMap<string, number>,
): Record<string, Json> {
  const kind = plan.enter?.per
  const iso = (at: number) => new Date(at).toISOString()
  const named = [...dates].flatMap(([ref, at]): [string, Json][] => {
    const [of, name] = ref.split('.')
    return name && (of === 'entry' || of === kind) ? [[name, iso(at)]] : []
  })
  return { ...thing, ...Object.fromEntries(named) }
}

/** A lead, and what happens to it, so that a route is taken that asks for this. */
export function sampleOf(
  plan: Plan,
  musts: readonly Must[],
  { entered, dates }: { entered: number; dates: ReadonlyMap<string, number> },
): Sample {
  const sample: Sample = { values: {}, script: [], also: [] }
  const kind = plan.enter?.per
  const thing = kind ? { [kind]: 'sample' } : {}
  const [first] = plan.enter?.on ?? []
  if (first && 'fact' in first)
    sample.script.push({
      at: entered,
      type: first.fact,
      props: { ...propsOf(first.where), ...entering(plan, thing, dates) },
    })
  else if (first && 'becomes' in first) sample.also.push({ condition: first.becomes, yes: true })
  const denied = new Set(musts.map(({ condition, yes }) => canonicalJson([condition, !yes])))
  // Half way, where there is time to come true.
  for (const { condition, yes, from, to } of musts)
    bringAbout(condition, yes, { at: Math.round((from + to) / 2), thing, denied }, sample)
  sample.script.sort((a, b) => a.at - b.at)
  return sample
}
