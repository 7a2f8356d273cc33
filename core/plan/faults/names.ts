import { builtinFacts } from '../../facts/builtin.ts'
import type { Plan, RefValue, Who } from '../plan.ts'
import { type Named, shapeOf } from '../shapes.ts'
import { pathIn, refsOfWho, spotsOf } from '../walk.ts'
import { type Fault, type Known, unknownName } from './fault.ts'

// What every lead and company has, besides the fields of marketing.
const LEAD = [
  'name',
  'email',
  'phone',
  'title',
  'role',
  'lang',
  'zone',
  'country',
  'region',
  'city',
  'category',
  'owner',
]
const ACCOUNT = ['name', 'domain', 'country', 'owner']

const ROLES = ['owner', 'head']

/** Every type of fact that is declared or our own. */
export const factTypes = (known: Known): string[] => [
  ...Object.keys(known.facts),
  ...Object.keys(builtinFacts),
]

/** Faults of a field's path. Properties of the entering fact are free. */
export function fieldFaults(path: string, field: string, plan: Plan, known: Known): Fault[] {
  const dot = field.indexOf('.')
  const [kind, name] = [field.slice(0, dot), field.slice(dot + 1)]
  if (kind === 'entry') return []
  const fields: Record<string, readonly string[]> = {
    ...known.things,
    lead: [...LEAD, ...known.fields.lead],
    account: [...ACCOUNT, ...known.fields.account],
  }
  const names = Object.entries(fields).flatMap(([one, all]) => all.map((each) => `${one}.${each}`))
  const unknown = unknownName(path, 'field', field, names)
  if (unknown.length > 0 || !Object.hasOwn(known.things, kind) || plan.enter?.per === kind) return unknown
  return [
    {
      path,
      message: `'${field}' is never known here: the sequence is about no ${kind}`,
      hint: `enter with per: '${kind}', or use entry('${name}')`,
    },
  ]
}

const refFaults = (path: string, ref: RefValue, plan: Plan, known: Known): Fault[] =>
  fieldFaults(path, ref.ref, plan, known)

function whoFaults(path: string, who: Who, plan: Plan, known: Known): Fault[] {
  const fields = refsOfWho(who).flatMap((ref) => refFaults(path, ref, plan, known))
  return 'person' in who ? [...unknownName(path, 'person', who.person, ROLES), ...fields] : fields
}

function nameFaults(path: string, { kind, name }: Named, plan: Plan, { plans, known }: Context): Fault[] {
  if (kind === 'field') return setFaults(path, name, plan, known)
  const names = {
    template: known.templates,
    track: Object.keys(known.tracks ?? {}),
    route: Object.keys(known.routing),
    sequence: plans.map((one) => one.sequence),
    fact: factTypes(known),
  }
  return unknownName(path, kind, name, names[kind])
}

function setFaults(path: string, field: string, plan: Plan, known: Known): Fault[] {
  if (!field.startsWith('entry.')) return fieldFaults(path, field, plan, known)
  return [{ path, message: `'${field}' cannot be set: it is what the entering fact said` }]
}

interface Context {
  plans: readonly Plan[]
  known: Known
}

/** Faults of all that the steps and options of a plan name. */
export function nameFaultsOf(plan: Plan, { plans, known }: Context): Fault[] {
  const { topic, hours, from } = plan
  return [
    ...unknownName(pathIn(plan, 'topic'), 'topic', topic, Object.keys(known.topics)),
    ...(hours === undefined
      ? []
      : unknownName(pathIn(plan, 'hours'), 'hours', hours, Object.keys(known.hours))),
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
