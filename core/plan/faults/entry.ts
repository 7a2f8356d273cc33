import { builtinFacts } from '../../facts/builtin.ts'
import { parseDuration } from '../../time/duration.ts'
import type { Plan, PlanEntry } from '../plan.ts'
import { pathIn } from '../walk.ts'
import { conditionFaults } from './conditions.ts'
import { type Fault, type Known, unknownName } from './fault.ts'
import { factTypes, fieldFaults } from './names.ts'

type FactTrigger = Extract<PlanEntry['on'][number], { fact: string }>

function factFaults(path: string, { fact, where }: FactTrigger, enter: PlanEntry, known: Known): Fault[] {
  const unknown = unknownName(path, 'fact', fact, factTypes(known))
  const form =
    typeof where?.form === 'string' ? unknownName(path, 'form', where.form, Object.keys(known.forms)) : []
  const about = (known.facts[fact] ?? builtinFacts[fact])?.about ?? 'lead'
  if (about === 'lead' || enter.who) return [...unknown, ...form]
  const whose = about === 'account' ? 'the company' : 'a thing'
  return [
    ...form,
    {
      path,
      message: `'${fact}' is about ${whose}: it does not say which person enters`,
      hint: 'name somebody with who',
    },
  ]
}

/** Faults of how leads enter. */
export function entryFaults(plan: Plan, known: Known): Fault[] {
  const { enter } = plan
  if (!enter) return []
  const path = pathIn(plan, 'enter')
  const { per, again, who } = enter
  const triggers = enter.on.flatMap((on) =>
    'fact' in on
      ? factFaults(path, on, enter, known)
      : 'becomes' in on
        ? conditionFaults(plan, { path, condition: on, known, outside: true })
        : fieldFaults(path, on.date.ref, plan, known),
  )
  return [
    ...triggers,
    ...(enter.on.length === 0 ? [{ path, message: 'nothing starts it: the list of triggers is empty' }] : []),
    ...(per === undefined ? [] : unknownName(path, 'thing', per, Object.keys(known.things))),
    ...(who && 'ref' in who ? fieldFaults(path, who.ref, plan, known) : []),
    ...(enter.if ? conditionFaults(plan, { path, condition: enter.if, known, outside: true }) : []),
    ...(again === 'never' || again === 'always' || parseDuration(again)
      ? []
      : [{ path, message: `'${again}' is no length of time` }]),
  ]
}
