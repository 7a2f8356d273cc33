import { builtinFacts } from '../../facts/builtin.ts'
import { parseDuration } from '../../time/duration.ts'
import type { Plan, RefValue, Subject, Who } from '../plan.ts'
import { type Named, shapeOf } from '../shapes.ts'
import { pathIn, refsOfWho, spotsOf } from '../walk.ts'
import { type Fault, type Known, unknownName } from './fault.ts'
import { fieldFaults } from './field-kinds.ts'

const ROLES = ['owner', 'head']

/** Whose facts of this type are. */
export const aboutOf = (type: string, known: Known): Subject =>
  (known.facts[type] ?? builtinFacts[type])?.about ?? 'lead'

/** The fault of a type of fact that nobody declared. */
export function unknownFact(path: string, type: string, known: Known): Fault[] {
  if (Object.hasOwn(known.facts, type) || type in builtinFacts) return []
  return unknownName(path, 'fact', type, [...Object.keys(known.facts), ...Object.keys(builtinFacts)])
}

const refFaults = (path: string, ref: RefValue, plan: Plan, known: Known): Fault[] =>
  fieldFaults(path, ref.ref, plan, known)

function whoFaults(path: string, who: Who, plan: Plan, known: Known): Fault[] {
  const fields = refsOfWho(who).flatMap((ref) => refFaults(path, ref, plan, known))
  return 'person' in who ? [...unknownName(path, 'person', who.person, ROLES), ...fields] : fields
}

function nameFaults(path: string, { kind, name }: Named, plan: Plan, { plans, known }: Context): Fault[] {
  if (kind === 'field') return setFaults(path, name, plan, known)
  if (kind === 'fact') return unknownFact(path, name, known)
  const names = {
    template: () => known.templates,
    track: () => Object.keys(known.tracks ?? {}),
    route: () => Object.keys(known.routing),
    sequence: () => plans.map((one) => one.sequence),
  }
  return unknownName(path, kind, name, names[kind]())
}

function setFaults(path: string, field: string, plan: Plan, known: Known): Fault[] {
  if (!field.startsWith('entry.')) return fieldFaults(path, field, plan, known)
  return [{ path, message: `'${field}' cannot be set: it is what the entering fact said` }]
}

interface Context {
  plans: readonly Plan[]
  known: Known
}

const REPLY = ['pause', 'stop', 'go on']
const IN_SALES = ['hold', 'go on']
const AFTER_PAUSE = ['send', 're-time']

function afterPauseFaults(plan: Plan): Fault[] {
  const { afterPause } = plan
  if (afterPause === undefined) return []
  const path = pathIn(plan, 'afterPause')
  if (typeof afterPause !== 'object') return unknownName(path, 'way after a pause', afterPause, AFTER_PAUSE)
  return (parseDuration(afterPause.skipAfter)?.amount ?? -1) >= 0
    ? []
    : [{ path, message: `'${afterPause.skipAfter}' is no duration such as '2 days'` }]
}

/** Options that types refuse, for files that have none. */
function optionFaults(plan: Plan): Fault[] {
  const { reply, inSales, priority } = plan
  return [
    ...(reply === undefined ? [] : unknownName(pathIn(plan, 'reply'), 'answer to a reply', reply, REPLY)),
    ...unknownName(pathIn(plan, 'inSales'), 'way in sales', inSales, IN_SALES),
    ...afterPauseFaults(plan),
    ...(Number.isFinite(priority)
      ? []
      : [{ path: pathIn(plan, 'priority'), message: `'${priority}' is no number: 5 is the usual one` }]),
  ]
}

/** Faults of all that the steps and options of a plan name. */
export function nameFaultsOf(plan: Plan, { plans, known }: Context): Fault[] {
  const { topic, hours, from, during = [] } = plan
  return [
    ...during.flatMap(({ audience }) =>
      unknownName(pathIn(plan, 'during'), 'audience', audience, known.audiences ?? []),
    ),
    ...unknownName(pathIn(plan, 'topic'), 'topic', topic, Object.keys(known.topics)),
    ...(hours === undefined
      ? []
      : unknownName(pathIn(plan, 'hours'), 'hours', hours, Object.keys(known.hours))),
    ...optionFaults(plan),
    ...(from ? whoFaults(pathIn(plan, 'from'), from, plan, known) : []),
    ...spotsOf(plan).flatMap(({ step, path }) => {
      const shape = shapeOf(step)
      return [
        ...(shape.names?.(step) ?? []).flatMap((named) => nameFaults(path, named, plan, { plans, known })),
        ...(shape.people?.(step) ?? []).flatMap((who) => (who ? whoFaults(path, who, plan, known) : [])),
        ...(shape.refs?.(step) ?? []).flatMap((ref) => refFaults(path, ref, plan, known)),
      ]
    }),
  ]
}
