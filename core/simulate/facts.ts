import type { Person, PlayedJourney, World } from './world.ts'

/** The things that a fact names. */
export function thingsIn({ play }: World, props: Readonly<Record<string, unknown>>): string[] {
  const kinds = new Set([
    ...Object.keys(play.things ?? {}),
    ...play.plans.flatMap((plan) => plan.enter?.per ?? []),
  ])
  return [...kinds].filter((kind) => typeof props[kind] === 'string').map((kind) => `${kind}:${props[kind]}`)
}

/**
 * A script says "clicked" and "the task is done"; whose mail and whose task it was is found here: the newest journey of
 * the person that sent it or came to it, and of the thing that the fact names, if it names one.
 */
export function ownJourney(
  world: World,
  person: Person | null,
  type: string,
  props: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const { template, step } = props
  const sent = (one: PlayedJourney) =>
    Object.values(one.mails).some((mail) => template === undefined || mail.template === template)
  const did = (one: PlayedJourney) =>
    Object.keys(one.position.visits).some((id) => id === step || id.endsWith(`handOff:${String(step)}`))
  const test = type.startsWith('email.') ? sent : type === 'step.done' ? did : null
  if (!test) return {}
  if (type === 'step.done') world.open = world.open.filter((one) => one.name !== step)
  const things = thingsIn(world, props)
  const ofThing = (one: PlayedJourney) =>
    things.length === 0 || one.thing === null || things.includes(one.thing)
  const journey = world.journeys.findLast((one) => one.person === person && test(one) && ofThing(one))
  return journey ? { journey: journey.id } : {}
}
