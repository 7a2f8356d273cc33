import type { Condition } from '../../language/conditions.ts'
import { isOwn } from '../../advance/evaluate.ts'
import { mentionsOf, withParts } from '../conditions.ts'
import type { Plan } from '../plan.ts'
import { shapeOf } from '../shapes.ts'
import { pathIn, spotsOf } from '../walk.ts'
import { type Fault, type Known, unknownName } from './fault.ts'
import { fieldFaults } from './field-kinds.ts'
import { lengthFaults } from './lengths.ts'
import { aboutOf, unknownFact } from './names.ts'

/** A condition in its place. `outside`: asked of leads that are in no journey, where "since entry" means nothing. */
interface Place {
  path: string
  condition: Condition
  known: Known
  outside?: boolean
}

/** Whether a new fact or time can make it true or false: the entering fact alone stays as it was. */
function canChange(condition: Condition, known: Known): boolean {
  const { facts, fields, score, segments } = mentionsOf(condition, known.segments)
  // A segment that nobody declared is a fault of its own.
  if (segments.some((name) => !Object.hasOwn(known.segments ?? {}, name))) return true
  return score || facts.length > 0 || fields.some((field) => !field.startsWith('entry.'))
}

function didFaults(
  part: Extract<Condition, { did: string }>,
  plan: Plan | null,
  { path, known, outside }: Place,
): Fault[] {
  const { did, where, within, ever } = part
  const named = (what: string, key: string, names: readonly string[]) =>
    [where?.[key] ?? []]
      .flat()
      .flatMap((name) => (typeof name === 'string' ? unknownName(path, what, name, names) : []))
  return [
    ...unknownFact(path, did, known),
    ...(did === 'form.submitted' ? named('form', 'form', Object.keys(known.forms)) : []),
    ...(did.startsWith('email.') ? named('template', 'template', known.templates) : []),
    ...(plan && did === 'step.done' && !within && !ever ? doneFaults(path, where?.step, plan) : []),
    ...(within === undefined ? [] : lengthFaults(path, within)),
    ...timesFaults(part, path),
    ...(outside && !within && !ever
      ? [
          {
            path,
            message: `did('${did}') has no entry to count from here`,
            hint: "say within: '30 days' or ever: true",
          },
        ]
      : []),
    ...thingFaults(path, did, plan, known),
  ]
}

// A count that every number of facts fits, or none.
function timesFaults({ did, times }: Extract<Condition, { did: string }>, path: string): Fault[] {
  if (!times) return []
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = times
  if (atLeast > atMost)
    return [{ path, message: `did('${did}') never comes true: at least ${atLeast}, at most ${atMost} times` }]
  return atLeast <= 0 && atMost === Number.POSITIVE_INFINITY
    ? [{ path, message: `did('${did}') is always true, whatever the count` }]
    : []
}

function thingFaults(path: string, type: string, plan: Plan | null, known: Known): Fault[] {
  if (aboutOf(type, known) !== 'thing' || plan?.enter?.per) return []
  const whose = plan ? 'the sequence is about none' : 'it is asked of a lead'
  return [{ path, message: `'${type}' is about a thing, and ${whose}`, hint: 'enter with per' }]
}

function doneFaults(path: string, step: unknown, plan: Plan): Fault[] {
  // A list was made by compile, of hand-offs that it found.
  if (typeof step !== 'string') return []
  const names = spotsOf(plan).flatMap(({ step: one }) =>
    one.step === 'handOff' ? [one.route] : one.step === 'task' ? [one.id] : [],
  )
  return unknownName(path, 'task or hand-off of this sequence', step, names)
}

function overdueFaults(
  { overdue, by, fallback }: Extract<Condition, { overdue: string }>,
  plan: Plan | null,
  { path, known }: Place,
): Fault[] {
  return [
    ...unknownFact(path, overdue, known),
    ...(by > 0 && Number.isFinite(by)
      ? []
      : [{ path, message: `overdue('${overdue}') by ${by}: it must be more than 0`, hint: 'by: 1.5' }]),
    ...(fallback === undefined ? [] : lengthFaults(path, fallback)),
    ...thingFaults(path, overdue, plan, known),
  ]
}

/** What `anyone` cannot ask of a colleague: this journey's own mail and tasks, and what it has seen of its own lead. */
function anyoneFaults({ anyone }: Extract<Condition, { anyone: Condition }>, path: string): Fault[] {
  return withParts(anyone).flatMap((part): Fault[] => {
    if ('becomes' in part) {
      const hint = 'write becomes(anyone(…))'
      return [{ path, message: 'anyone(becomes(…)) never comes true for a colleague', hint }]
    }
    if (!('did' in part) || part.ever || part.within || !isOwn(part.did)) return []
    const message = `anyone(did('${part.did}')) never comes true for a colleague: it asks for mail and tasks of this journey`
    return [{ path, message, hint: "say within: '30 days' to ask for those of any journey" }]
  })
}

/** Faults of one condition and all inside it. */
export function conditionFaults(plan: Plan | null, place: Place): Fault[] {
  return withParts(place.condition).flatMap((part): Fault[] => {
    if ('did' in part) return didFaults(part, plan, place)
    if ('field' in part) return fieldFaults(place.path, part.field, plan, place.known)
    if ('overdue' in part) return overdueFaults(part, plan, place)
    if ('segment' in part)
      return unknownName(place.path, 'segment', part.segment, Object.keys(place.known.segments ?? {}))
    if ('anyone' in part) return anyoneFaults(part, place.path)
    if (!('becomes' in part) || canChange(part.becomes, place.known)) return []
    return [{ path: place.path, message: 'becomes(…) never comes true: what it asks cannot change' }]
  })
}

const still = (path: string, condition: Condition, known: Known): Fault[] =>
  canChange(condition, known)
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
      .flatMap(({ path, condition }) => still(path, condition, known)),
  ]
}
