import type { Condition } from '../../language/conditions.ts'
import { mentionsOf } from '../conditions.ts'
import type { Plan, PlanDate, PlanEntry, Subject } from '../plan.ts'
import { pathIn } from '../walk.ts'
import { conditionFaults } from './conditions.ts'
import { type Fault, type Known, unknownName } from './fault.ts'
import { fieldFaults } from './field-kinds.ts'
import { isLength, noLength } from './lengths.ts'
import { aboutOf, unknownFact } from './names.ts'

type FactTrigger = Extract<PlanEntry['on'][number], { fact: string }>

function factFaults(path: string, { fact, where }: FactTrigger, enter: PlanEntry, known: Known): Fault[] {
  const unknown = unknownFact(path, fact, known)
  const form =
    typeof where?.form === 'string' ? unknownName(path, 'form', where.form, Object.keys(known.forms)) : []
  const about = aboutOf(fact, known)
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

const isOfLead = (about: Subject): boolean => about === 'lead'

/** A condition about the company alone comes true for the company: who of it enters must be said. */
function comesFaults(path: string, condition: Condition, plan: Plan, known: Known): Fault[] {
  const faults = conditionFaults(plan, { path, condition, known, outside: true })
  const { facts, fields, score } = mentionsOf(condition, known.segments)
  const subjects = [
    ...facts.map(({ type }) => aboutOf(type, known)),
    ...fields.map((field): Subject => (field.startsWith('account.') ? 'account' : 'lead')),
  ]
  if (plan.enter?.who || score || subjects.length === 0 || subjects.some(isOfLead)) return faults
  return [
    ...faults,
    {
      path,
      message: 'this comes true for the company: it does not say which person enters',
      hint: 'name somebody with who: mainContact()',
    },
  ]
}

function dateFaults(path: string, on: PlanDate, plan: Plan, known: Known): Fault[] {
  const { date, offset, side } = on
  const kind = date.ref.slice(0, date.ref.indexOf('.'))
  const faults = fieldFaults(path, date.ref, plan, known)
  if (kind === 'entry')
    return [{ path, message: `'${date.ref}' starts nothing: nobody has entered yet`, hint: 'use a field' }]
  if (side !== 'yearly' && !isLength(offset)) faults.push(noLength(path, `${offset}`))
  if (date.fallback !== undefined)
    faults.push({ path, message: 'or(…) counts from entry: the date that starts a journey has none' })
  if (faults.length === 0 && kind !== 'lead' && !plan.enter?.who)
    faults.push({
      path,
      message: `'${date.ref}' is about ${kind === 'account' ? 'the company' : 'a thing'}: it does not say which person enters`,
      hint: 'name somebody with who',
    })
  return faults
}

function whoFaults(path: string, plan: Plan, known: Known): Fault[] {
  const who = plan.enter?.who
  if (!who) return []
  if ('ref' in who) return fieldFaults(path, who.ref, plan, known)
  const unknown = unknownName(path, 'person', who.person, ['main-contact', 'committee'])
  const noRole = who.person === 'committee' && who.where.role.length === 0
  return [...unknown, ...(noRole ? [{ path, message: 'people(…) names no role: nobody would enter' }] : [])]
}

/** Faults of how leads enter. */
export function entryFaults(plan: Plan, known: Known): Fault[] {
  const { enter } = plan
  if (!enter) return []
  const path = pathIn(plan, 'enter')
  const { per, again } = enter
  const triggers = enter.on.flatMap((on) => {
    if ('fact' in on) return factFaults(path, on, enter, known)
    return 'date' in on ? dateFaults(path, on, plan, known) : comesFaults(path, on.becomes, plan, known)
  })
  return [
    ...triggers,
    ...(enter.on.length === 0 ? [{ path, message: 'nothing starts it: the list of triggers is empty' }] : []),
    ...(per === undefined ? [] : unknownName(path, 'thing', per, Object.keys(known.things))),
    ...whoFaults(path, plan, known),
    ...(enter.if ? conditionFaults(plan, { path, condition: enter.if, known, outside: true }) : []),
    ...(again === 'never' || again === 'always' || isLength(again) ? [] : [noLength(path, again)]),
  ]
}
