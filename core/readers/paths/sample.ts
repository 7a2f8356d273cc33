import { canonicalJson } from '../../hash.ts'
import type { Condition, Wanted } from '../../language/conditions.ts'
import type { Json } from '../../language/durations.ts'
import type { Match } from '../../language/values.ts'
import type { ConditionOf } from '../../plan/conditions.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Must } from './route.ts'

const MINUTE = 60_000
/** How a simulation calls the lead that it plays. */
const LEAD = 'lead'

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

// What is asked of a fact that has happened already makes that one more exact; two would be two.
function happen({ did, where, times }: ConditionOf<'did'>, when: When, sample: Sample): void {
  const props = { ...when.thing, ...propsOf(where) }
  const same = sample.script.find(
    (fact, n) =>
      n > 0 &&
      fact.type === did &&
      Object.entries(props).every(([name, value]) => (fact.props[name] ?? value) === value),
  )
  if (same && !times) Object.assign(same.props, props)
  else
    for (let n = Math.min(times?.atLeast ?? 1, 20); n > 0; n--)
      sample.script.push({ at: when.at, type: did, props })
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
    if (yes) happen(condition, when, sample)
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
  // A field that says who enters names this lead.
  const who = plan.enter?.who
  const contact = who && 'ref' in who ? { [who.ref.slice(who.ref.indexOf('.') + 1)]: LEAD } : {}
  return { ...thing, ...Object.fromEntries(named), ...contact }
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
  for (const { condition, yes, from, to } of musts) {
    // Half way, where there is time to come true; just before it is asked, where there is none.
    const at = from < to ? Math.round((from + to) / 2) : Math.max(entered, from - MINUTE)
    bringAbout(condition, yes, { at, thing, denied }, sample)
  }
  sample.script.sort((a, b) => a.at - b.at)
  return sample
}
