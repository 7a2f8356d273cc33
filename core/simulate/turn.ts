import { advance } from '../advance/advance.ts'
import type { Effect } from '../advance/effects.ts'
import type { Plan } from '../plan/plan.ts'
import { mailOpens } from '../mail/mail-opens.ts'
import { viewOf } from './seen.ts'
import { type OpenWork, type Person, type PlayedJourney, type StoryLine, tell, type World } from './world.ts'

/** One turn of a journey, with all that it does. */
export function turn(world: World, journey: PlayedJourney): void {
  const { plan, person } = journey
  const result = advance(plan, journey.position, viewOf(world, person, journey))
  journey.wakeAt = result.wakeAt
  if (result.idle) return
  journey.position = result.position
  journey.listen = result.listen
  for (const { what, path, values } of result.decisions)
    tell(world, person, { what, sequence: plan.sequence, path, values })
  hold(world, journey)
  // It ends first: what the last turn sends outlives the journey, what waits from before is cancelled.
  if (result.outcome) {
    finish(world, journey, result.outcome.reason ?? result.outcome.by)
    journey.ending = true
  }
  for (const effect of result.effects) perform(world, journey, effect)
  if (result.outcome) world.todo.push({ person, over: journey })
}

const say = (
  world: World,
  { person, plan }: PlayedJourney,
  what: StoryLine['what'],
  values: StoryLine['values'],
) => tell(world, person, { what, sequence: plan.sequence, path: null, values })

/** Ends a journey: mail that has not left is cancelled (rule 6). */
function finish(world: World, journey: PlayedJourney, reason: string): void {
  if (journey.done) return
  journey.done = true
  journey.wakeAt = null
  journey.listen = []
  say(world, journey, 'ended', { reason })
  for (const mail of Object.values(journey.mails)) {
    if (!mail.held && !mail.fresh) continue
    mail.held = false
    mail.fresh = false
    neverHad(journey.person, mail.template)
    say(world, journey, 'mail', { template: mail.template, skipped: 'journey ended' })
  }
}

function neverHad({ had }: Person, template: string): void {
  const last = had.lastIndexOf(template)
  if (last >= 0) had.splice(last, 1)
}

/** Ends a journey from outside: what it did while it ran is undone too. */
export function endOther(world: World, journey: PlayedJourney, reason: string): void {
  finish(world, journey, reason)
  for (const { audience } of journey.plan.during ?? []) say(world, journey, 'out of', { audience })
}

// Rule 13: while an answer holds the journey its marketing mail stays.
function hold(world: World, { position, mails, plan, person }: PlayedJourney): void {
  if (position.heldUntil === undefined) return
  for (const mail of Object.values(mails)) {
    if (!mail.held || isService(world, mail.template)) continue
    mail.dueAt = Math.max(mail.dueAt, opens(world, plan, person, position.heldUntil))
  }
}

function perform(world: World, journey: PlayedJourney, effect: Effect): void {
  const { plan, thing, person } = journey
  switch (effect.do) {
    case 'send': {
      const dueAt = leavesAt(world, journey, effect.template)
      const mail = { template: effect.template, dueAt, held: dueAt > world.now, fresh: true }
      journey.mails[effect.key] = mail
      world.fresh.push(mail)
      if (effect.to === null) person.had.push(effect.template)
      return
    }
    case 'set':
      world.todo.push({ person, sets: thingPath(journey, effect.field), value: effect.value })
      return
    case 'record': {
      const props = { ...ownThing(journey), ...effect.props }
      world.todo.push({ person, happens: { type: effect.type, props } })
      return
    }
    case 'enrol':
      world.todo.push({ person, enters: effect.sequence, thing, from: plan.sequence })
      return
    case 'task':
      if (effect.per === 'account')
        share(world, journey, { kind: 'task', name: effect.step, whose: plan.sequence })
      return
    case 'handOff':
      share(world, journey, { kind: 'handOff', name: effect.route, whose: `${person.id} ${thing ?? ''}` })
      return
    case 'join':
      say(world, journey, 'into', { audience: effect.audience })
      return
    case 'leave':
      say(world, journey, 'out of', { audience: effect.audience })
  }
}

// Rules 12 and 16: what is open already takes the next one in.
function share(world: World, journey: PlayedJourney, work: OpenWork): void {
  const { kind, name, whose } = work
  const same = (one: OpenWork) =>
    one.kind === kind && one.whose === whose && (kind === 'handOff' || one.name === name)
  if (!world.open.some(same)) {
    world.open.push(work)
    return
  }
  say(world, journey, 'shared', { [kind]: name })
}

const isService = ({ play: { templateKinds = {} } }: World, template: string): boolean =>
  Object.hasOwn(templateKinds, template) && templateKinds[template]?.kind === 'service'

function opens({ play }: World, plan: Plan, { zone, country }: Person, at: number): number {
  const hours = plan.hours === undefined ? undefined : play.hours?.[plan.hours]
  const { quiet = [], holidays } = play
  return mailOpens({ hours, quiet, place: { zone, country, ...(holidays && { holidays }) } }, at).at
}

function leavesAt(world: World, { plan, person, position }: PlayedJourney, template: string): number {
  if (isService(world, template)) return world.now
  return opens(world, plan, person, Math.max(world.now, position.heldUntil ?? world.now))
}

const thingPath = ({ thing }: PlayedJourney, field: string): string =>
  thing !== null && field.startsWith(`${kindOf(thing)}.`) ? thing + field.slice(kindOf(thing).length) : field

const ownThing = ({ thing }: PlayedJourney): Record<string, string> =>
  thing === null ? {} : { [kindOf(thing)]: thing.slice(kindOf(thing).length + 1) }

const kindOf = (thing: string): string => thing.slice(0, thing.indexOf(':'))
