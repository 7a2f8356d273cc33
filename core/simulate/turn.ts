import { advance } from '../advance/advance.ts'
import type { Effect } from '../advance/effects.ts'
import { openAt } from '../time/window.ts'
import { type PlayedJourney, tell, viewOf, type World } from './world.ts'

/** One turn of a journey, with all that it does. */
export function turn(world: World, journey: PlayedJourney): void {
  const { plan } = journey
  const result = advance(plan, journey.position, viewOf(world, journey))
  journey.wakeAt = result.wakeAt
  if (result.idle) return
  journey.position = result.position
  journey.listen = result.listen
  for (const { what, path, values } of result.decisions)
    tell(world, { what, sequence: plan.sequence, path, values })
  // It ends first: what the last turn sends outlives the journey, what waits from before is cancelled.
  if (result.outcome) finish(world, journey, result.outcome.reason ?? result.outcome.by)
  for (const effect of result.effects) perform(world, journey, effect)
}

/** Ends a journey: mail that has not left is cancelled (rule 6). */
export function finish(world: World, journey: PlayedJourney, reason: string): void {
  if (journey.done) return
  journey.done = true
  journey.wakeAt = null
  journey.listen = []
  tell(world, { what: 'ended', sequence: journey.plan.sequence, path: null, values: { reason } })
  for (const mail of Object.values(journey.mails)) {
    if (!mail.held) continue
    mail.held = false
    const values = { template: mail.template, skipped: 'journey ended' }
    tell(world, { what: 'mail', sequence: journey.plan.sequence, path: null, values })
  }
}

function perform(world: World, journey: PlayedJourney, effect: Effect): void {
  const { plan, thing } = journey
  switch (effect.do) {
    case 'send': {
      const dueAt = leavesAt(world, journey, effect.template)
      journey.mails[effect.key] = { template: effect.template, dueAt, held: dueAt > world.now }
      return
    }
    case 'set':
      world.todo.push({ sets: thingPath(journey, effect.field), value: effect.value })
      return
    case 'record':
      world.todo.push({ happens: { type: effect.type, props: { ...ownThing(journey), ...effect.props } } })
      return
    case 'enrol':
      world.todo.push({ enters: effect.sequence, thing, from: plan.sequence })
      return
    case 'task':
    case 'handOff':
      // The line that it was decided is all there is to tell.
      return
  }
}

function leavesAt(world: World, { plan }: PlayedJourney, template: string): number {
  const { hours = {}, templateKinds = {} } = world.play
  const service = Object.hasOwn(templateKinds, template) && templateKinds[template]?.kind === 'service'
  if (service || plan.hours === undefined) return world.now
  return openAt(hours[plan.hours], world.now, world.lead.zone, world.lead.country)
}

const thingPath = ({ thing }: PlayedJourney, field: string): string =>
  thing !== null && field.startsWith(`${kindOf(thing)}.`) ? thing + field.slice(kindOf(thing).length) : field

const ownThing = ({ thing }: PlayedJourney): Record<string, string> =>
  thing === null ? {} : { [kindOf(thing)]: thing.slice(kindOf(thing).length + 1) }

const kindOf = (thing: string): string => thing.slice(0, thing.indexOf(':'))
