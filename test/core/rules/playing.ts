import type { SequenceTree, Step } from '../../../core/language/index.ts'
import { type Options, sequence } from '../../../core/language/index.ts'
import { compile, type FactKinds } from '../../../core/plan/compile.ts'
import type { Plan } from '../../../core/plan/plan.ts'
import { type ScriptFact, type Simulation, simulate } from '../../../core/simulate/simulate.ts'
import { at, scoring } from '../advance/given.ts'

export const DAY = 86_400_000

const kinds: FactKinds = {
  'order.placed': { about: 'account' },
  'company.changed': { about: 'account' },
  'event.moved': { about: 'thing' },
}

/** A name or field that marketing of the example does not declare. */
export const any = (value: unknown) => value as never

/** A sequence `s`, compiled. */
export const plan = (steps: Step[], options: Partial<Options> = {}, name = 's'): Plan =>
  compile(sequence(name, { topic: 'know-how', ...options }, steps), kinds)

/** Something that happens. */
export const says = (
  when: string,
  type: string,
  props: Record<string, unknown> = {},
  lead?: string,
): ScriptFact => ({ at: at(when), type, props, ...(lead !== undefined && { lead }) })

interface Played extends Partial<Omit<Simulation, 'plans' | 'until'>> {
  plans: (SequenceTree | Plan)[]
  script: ScriptFact[]
  until?: string
}

const QUIET = ['waits', 'fact', 'took', 'category']

/** The story in short: day, hour, whose, what, and the words that matter. */
export function story({ plans, script, until = '2029-01-01 00:00', ...more }: Played): string[] {
  const lines = simulate({
    plans: plans.map((one) => ('format' in one ? one : compile(one, kinds))),
    scoring,
    facts: kinds,
    lead: { owner: 'petrov' },
    things: { enquiry: ['deadline'], event: ['startsAt'], contract: ['endsAt', 'contact'] },
    ...more,
    script,
    until: at(until),
  })
  return lines
    .filter(({ what }) => !QUIET.includes(what))
    .map(({ at, what, sequence, lead, values }) => {
      const { template, why, reason, skipped, thing, handOff, task, audience, entry } = values
      const words = [template, entry, why, reason, skipped, thing, handOff, task, audience]
      const said = words.filter((word) => word !== undefined)
      const when = new Date(at).toISOString().slice(2, 16).replace('T', ' ')
      return [when, lead, `${sequence}: ${what}`, ...said].filter(Boolean).join(' ')
    })
}
