import { CHANGED } from '../advance/effects.ts'
import { evaluate, holds } from '../advance/evaluate.ts'
import type { Json } from '../language/durations.ts'
import type { Plan } from '../plan/plan.ts'
import { category } from '../score/category.ts'
import { fitOf } from '../score/fit.ts'
import { post } from '../score/post.ts'
import { ownJourney, thingsIn } from './facts.ts'
import { viewOf } from './seen.ts'
import { followAll } from './settle.ts'
import { turn } from './turn.ts'
import { enterWho, isAsked } from './who.ts'
import {
  aboutOf,
  changeOf,
  type Person,
  type PlayedJourney,
  type ScriptFact,
  tell,
  type World,
} from './world.ts'

/** A fact as it happens: whose it is, and which things it names. */
interface Happening {
  person: Person | null
  things: string[]
}

/** A fact happens now: score, fields, waiting journeys and triggers follow from it. */
export function happen(world: World, { type, lead, props = {} }: Omit<ScriptFact, 'at'>): void {
  const before = comingTrue(world)
  world.before.push(before)
  const person = whose(world, type, lead)
  const was = person && categoryOf(world, person)
  const said = { ...props, ...ownJourney(world, person, type, props) }
  const fact: Happening = { person, things: thingsIn(world, said) }
  world.facts.push({
    id: world.facts.length + 1,
    type,
    at: world.now,
    props: said,
    lead: person?.id ?? null,
    things: fact.things,
  })
  tell(world, person, { what: 'fact', sequence: null, path: null, values: { type, ...leaves(props) } })
  const changes = [...fieldChanges(world, type, said, fact), ...scored(world, type, said, person)]
  if (person && was) tellCategory(world, person, was)
  wake(world, [type, ...changes], fact)
  followAll(world)
  for (const plan of world.play.plans) {
    if (!startedBy(plan, type, said)) continue
    enterWho(world, plan, person, { entry: said, things: fact.things })
    followAll(world)
  }
  enterBecome(world, before)
  world.before.pop()
}

/** Sets a field now; whoever asks for it looks again. */
export function setField(world: World, person: Person, path: string, value: unknown): void {
  const before = comingTrue(world)
  const was = categoryOf(world, person)
  if (path.startsWith('lead.')) person.values[path] = value
  else world.values[path] = value
  refit(world)
  tellCategory(world, person, was)
  const things = path.includes(':') ? [path.slice(0, path.lastIndexOf('.'))] : []
  wake(world, [changeOf(path), CHANGED.score], { person, things })
  enterBecome(world, before)
}

const trueFor = (plan: Plan, person: Person): string => `${plan.hash} ${person.id}`

/** For whom the conditions of sequences that start by one are true now. */
export function comingTrue(world: World): Set<string> {
  const starting = world.play.plans.filter((plan) => plan.enter?.on.some((on) => 'becomes' in on))
  if (starting.length === 0) return new Set()
  return new Set(
    world.people.flatMap((person) => {
      const view = viewOf(world, person)
      const isTrue = (plan: Plan) =>
        isAsked(world, plan, person) &&
        plan.enter?.on.some((on) => 'becomes' in on && evaluate(on.becomes, view))
      return starting.filter(isTrue).map((plan) => trueFor(plan, person))
    }),
  )
}

/** Enters the sequences whose condition came true since. */
export function enterBecome(world: World, before: Set<string>): void {
  const now = comingTrue(world)
  for (const plan of world.play.plans) {
    const came = world.people.filter((person) => {
      const key = trueFor(plan, person)
      return now.has(key) && !before.has(key)
    })
    if (came.length === 0) continue
    // What a change within a change has brought about is not brought about once more by the outer one.
    for (const one of [before, ...world.before]) for (const person of came) one.add(trueFor(plan, person))
    // Whoever `who` names enters by name; without it, everybody for whom it came true.
    const entering = plan.enter?.who ? came.slice(0, 1) : came
    for (const person of entering) enterWho(world, plan, person, { entry: {}, things: [] })
    followAll(world)
  }
}

const startedBy = (plan: Plan, type: string, props: Record<string, unknown>): boolean =>
  plan.enter?.on.some((on) => 'fact' in on && on.fact === type && holds(on.where, props)) ?? false

const leaves = (props: Readonly<Record<string, unknown>>): Record<string, Json> =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => typeof value !== 'object')) as Record<
    string,
    Json
  >

// What is about the company or a thing has nobody of its own, unless the script says who.
function whose(world: World, type: string, lead: string | undefined): Person | null {
  if (lead !== undefined) return world.people.find((one) => one.id === lead) ?? null
  return aboutOf(world, type) === 'lead' ? (world.people[0] ?? null) : null
}

function fieldChanges(
  world: World,
  type: string,
  props: Record<string, unknown>,
  { person, things }: Happening,
): string[] {
  const noun = type === CHANGED.lead ? 'lead' : type === CHANGED.account ? 'account' : null
  const values = noun === 'lead' ? person?.values : world.values
  if (noun && values) for (const [name, value] of Object.entries(props)) values[`${noun}.${name}`] = value
  for (const thing of things) {
    for (const field of world.play.things?.[thing.slice(0, thing.indexOf(':'))] ?? []) {
      if (props[field] !== undefined) world.values[`${thing}.${field}`] = props[field]
    }
  }
  refit(world)
  return [...(noun ? [CHANGED.score] : []), ...(things.length > 0 ? [CHANGED.thing] : [])]
}

function refit(world: World): void {
  for (const person of world.people)
    person.fit = fitOf(world.play.scoring, { ...world.values, ...person.values }).fit
}

function scored(world: World, type: string, props: Record<string, unknown>, person: Person | null): string[] {
  if (!person) return []
  const { state, lines } = post(world.play.scoring, person.score, { type, props }, world.now)
  person.score = state
  return lines.length > 0 ? [CHANGED.score] : []
}

const categoryOf = ({ play, now, values }: World, person: Person) =>
  category(play.scoring, person, now, { ...values, ...person.values })

function tellCategory(world: World, person: Person, was: string): void {
  const is = categoryOf(world, person)
  if (is !== was)
    tell(world, person, { what: 'category', sequence: null, path: null, values: { from: was, to: is } })
}

function wake(world: World, types: string[], { person, things }: Happening): void {
  const hears = (journey: PlayedJourney) =>
    journey.listen.some(({ subject, type }) => {
      if (!types.includes(type)) return false
      if (subject === 'lead') return journey.person === person
      return subject === 'account' || (journey.thing !== null && things.includes(journey.thing))
    })
  for (const journey of world.journeys) if (!journey.done && hears(journey)) turn(world, journey)
}
