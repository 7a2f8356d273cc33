import type { Condition } from '../../language/conditions.ts'
import { parseDuration } from '../../time/duration.ts'
import { mentionsOf, withParts } from '../conditions.ts'
import type { Plan } from '../plan.ts'
import { shapeOf } from '../shapes.ts'
import { pathIn, spotsOf } from '../walk.ts'
import { type Fault, type Known, unknownName } from './fault.ts'
import { factTypes, fieldFaults } from './names.ts'

/** A condition in its place. `outside`: asked of leads that are in no journey, where "since entry" means nothing. */
interface Place {
  path: string
  condition: Condition
  known: Known
  outside?: boolean
}

/** Whether a new fact or time can make it true or false: the entering fact alone stays as it was. */
function canChange(condition: Condition): boolean {
  const { facts, fields, score } = mentionsOf(condition)
  return score || facts.length > 0 || fields.some((field) => !field.startsWith('entry.'))
}

function didFaults(
  part: Extract<Condition, { did: string }>,
  plan: Plan,
  { path, known, outside }: Place,
): Fault[] {
  const { did, where, within, ever } = part
  const about = plan.about[did] ?? known.facts[did]?.about
  const named = (what: string, key: string, names: readonly string[]) =>
    [where?.[key] ?? []]
      .flat()
      .flatMap((name) => (typeof name === 'string' ? unknownName(path, what, name, names) : []))
  return [
    ...unknownName(path, 'fact', did, factTypes(known)),
    ...(did === 'form.submitted' ? named('form', 'form', Object.keys(known.forms)) : []),
    ...(did.startsWith('email.') ? named('template', 'template', known.templates) : []),
    ...(did === 'step.done' && !within && !ever ? doneFaults(path, where?.step, plan) : []),
    ...(within !== undefined && !parseDuration(within)
      ? [{ path, message: `'${within}' is no length of time` }]
      : []),
    ...(outside && !within && !ever
      ? [
          {
            path,
            message: `did('${did}') has no entry to count from here`,
            hint: "say within: '30 days' or ever: true",
          },
        ]
      : []),
    ...(about === 'thing' && !plan.enter?.per
      ? [
          {
            path,
            message: `'${did}' is about a thing, and the sequence is about none`,
            hint: 'enter with per',
          },
        ]
      : []),
  ]
}

function doneFaults(path: string, step: unknown, plan: Plan): Fault[] {
  // A list was made by compile, of hand-offs that it found.
  if (typeof step !== 'string') return []
  const names = spotsOf(plan).flatMap(({ step: one }) =>
    one.step === 'handOff' ? [one.route] : one.step === 'task' ? [one.id] : [],
  )
  return unknownName(path, 'task or hand-off of this sequence', step, names)
}

/** Faults of one condition and all inside it. */
export function conditionFaults(plan: Plan, place: Place): Fault[] {
  return withParts(place.condition).flatMap((part): Fault[] => {
    if ('did' in part) return didFaults(part, plan, place)
    if ('field' in part) return fieldFaults(place.path, part.field, plan, place.known)
    if (!('becomes' in part) || canChange(part.becomes)) return []
    return [{ path: place.path, message: 'becomes(…) never comes true: what it asks cannot change' }]
  })
}

const still = (path: string, condition: Condition): Fault[] =>
  canChange(condition)
    ? []
    : [
        {
          path,
          message: 'this cannot change while the journey runs',
          hint: 'ask it in enter: if, or in a branch',
        },
      ]

/** Faults of goal, stops and the conditions of all steps. */
export function conditionFaultsOf(plan: Plan, known: Known): Fault[] {
  const endings = [
    ...(plan.goal ? [{ path: pathIn(plan, 'goal'), condition: plan.goal.when }] : []),
    ...plan.stop.map((arm, n) => ({ path: pathIn(plan, `stop.${n + 1}`), condition: arm.when })),
  ]
  const inSteps = spotsOf(plan).flatMap(({ step, path }) =>
    (shapeOf(step).conditions?.(step) ?? []).map((condition) => ({
      path,
      condition,
      sleeps: shapeOf(step).sleeps,
    })),
  )
  return [
    ...[...endings, ...inSteps].flatMap((place) => conditionFaults(plan, { ...place, known })),
    ...[...endings, ...inSteps.filter((one) => one.sleeps)]
      // What `becomes` says of itself is not said twice.
      .filter((one) => !('becomes' in one.condition))
      .flatMap(({ path, condition }) => still(path, condition)),
  ]
}
