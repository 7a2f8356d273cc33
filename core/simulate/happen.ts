import { CHANGED } from '../advance/effects.ts'
import { evaluate, holds } from '../advance/evaluate.ts'
import type { Json } from '../language/durations.ts'
import type { Plan } from '../plan/plan.ts'
import { category } from '../score/category.ts'
import { fitOf } from '../score/fit.ts'
import { post } from '../score/post.ts'
import { enter } from './enter.ts'
import { turn } from './turn.ts'
import { changeOf, listensTo, type ScriptFact, tell, viewOf, type World } from './world.ts'

/** A fact happens now: score, fields, waiting journeys and triggers follow from it. */
export function happen(world: World, { type, props = {} }: Omit<ScriptFact, 'at'>): void {
  const before = comingTrue(world)
  const was = categoryNow(world)
  const said = { ...props, ...ownJourney(world, type, props) }
  const things = thingsIn(world, said)
  world.facts.push({
    id: world.facts.length + 1,
    type,
    at: world.now,
    props: said,
    lead: world.lead.id,
    things,
  })
  tell(world, { what: 'fact', sequence: null, path: null, values: { type, ...leaves(props) } })
  const changes = [...fieldChanges(world, type, said, things), ...scored(world, type, said)]
  tellCategory(world, was)
  wake(world, [type, ...changes])
  for (const plan of world.play.plans)
    if (startedBy(plan, type, said)) enter(world, plan, { entry: said, things })
  enterBecome(world, before)
}

/** Sets a field now; whoever asks for it looks again. */
export function setField(world: World, path: string, value: unknown): void {
  const before = comingTrue(world)
  const was = categoryNow(world)
  world.values[path] = value
  world.lead.fit = fitOf(world.play.scoring, world.values).fit
  tellCategory(world, was)
  wake(world, [changeOf(path), CHANGED.score])
  enterBecome(world, before)
}

/** The sequences whose condition is true now, of those that start by one. */
export function comingTrue(world: World): Set<Plan> {
  const view = viewOf(world)
  const isTrue = (plan: Plan) => plan.enter?.on.some((on) => 'becomes' in on && evaluate(on.becomes, view))
  return new Set(world.play.plans.filter(isTrue))
}

/** Enters the sequences whose condition came true since. */
export function enterBecome(world: World, before: Set<Plan>): void {
  for (const plan of comingTrue(world)) if (!before.has(plan)) enter(world, plan, { entry: {}, things: [] })
}

const startedBy = (plan: Plan, type: string, props: Record<string, unknown>): boolean =>
  plan.enter?.on.some((on) => 'fact' in on && on.fact === type && holds(on.where, props)) ?? false

const leaves = (props: Readonly<Record<string, unknown>>): Record<string, Json> =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => typeof value !== 'object')) as Record<
    string,
    Json
  >

function thingsIn({ play }: World, props: Record<string, unknown>): string[] {
  const kinds = new Set([
    ...Object.keys(play.things ?? {}),
    ...play.plans.flatMap((plan) => plan.enter?.per ?? []),
  ])
  return [...kinds].filter((kind) => typeof props[kind] === 'string').map((kind) => `${kind}:${props[kind]}`)
}

// A script says "clicked" and "the task is done"; whose mail and whose task it was is found here.
function ownJourney(
  world: World,
  type: string,
  { template, step }: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const sent = (one: World['journeys'][number]) =>
    Object.values(one.mails).some((mail) => template === undefined || mail.template === template)
  const did = (one: World['journeys'][number]) =>
    Object.keys(one.position.visits).some((id) => id === step || id.endsWith(`handOff:${String(step)}`))
  const test = type.startsWith('email.') ? sent : type === 'step.done' ? did : null
  const journey = test && world.journeys.findLast(test)
  return journey ? { journey: journey.id } : {}
}

function fieldChanges(
  world: World,
  type: string,
  props: Record<string, unknown>,
  things: string[],
): string[] {
  const noun = type === CHANGED.lead ? 'lead' : type === CHANGED.account ? 'account' : null
  if (noun) for (const [name, value] of Object.entries(props)) world.values[`${noun}.${name}`] = value
  for (const thing of things) {
    for (const field of world.play.things?.[thing.slice(0, thing.indexOf(':'))] ?? []) {
      if (props[field] !== undefined) world.values[`${thing}.${field}`] = props[field]
    }
  }
  world.lead.fit = fitOf(world.play.scoring, world.values).fit
  return [...(noun ? [CHANGED.score] : []), ...(things.length > 0 ? [CHANGED.thing] : [])]
}

function scored(world: World, type: string, props: Record<string, unknown>): string[] {
  const { state, lines } = post(world.play.scoring, world.lead.score, { type, props }, world.now)
  world.lead.score = state
  return lines.length > 0 ? [CHANGED.score] : []
}

const categoryNow = ({ play, lead, now, values }: World) => category(play.scoring, lead, now, values)

function tellCategory(world: World, was: string): void {
  const is = categoryNow(world)
  if (is !== was) tell(world, { what: 'category', sequence: null, path: null, values: { from: was, to: is } })
}

function wake(world: World, types: string[]): void {
  for (const journey of world.journeys) if (!journey.done && listensTo(journey, types)) turn(world, journey)
}
