import { journeyKey } from '../advance/date-trigger.ts'
import { evaluate } from '../advance/evaluate.ts'
import { mayEnter } from '../advance/may-enter.ts'
import { startPosition } from '../advance/position.ts'
import type { Plan } from '../plan/plan.ts'
import { viewOf } from './seen.ts'
import { endOther, turn } from './turn.ts'
import type { By } from './who.ts'
import { type Person, type PlayedJourney, tell, type World } from './world.ts'

/** Enters the person, or says why not, and runs the first turn. */
export function enter(world: World, plan: Plan, person: Person, by: By): void {
  const per = plan.enter?.per
  const thing = by.things.find((one) => per && one.startsWith(`${per}:`)) ?? null
  const journey: PlayedJourney = {
    id: `${plan.sequence}#${world.journeys.length + 1}`,
    person,
    plan,
    position: startPosition(),
    enteredAt: world.now,
    thing,
    key: journeyKey(thing, by.date ?? null),
    entry: by.entry,
    mails: {},
    wakeAt: null,
    listen: [],
    done: false,
    ending: false,
  }
  const verdict = admitted(world, journey)
  if ('refused' in verdict) return refuse(world, plan, person, verdict.refused)
  for (const id of verdict.replaces) {
    const other = world.journeys.find((one) => one.id === id)
    if (other) endOther(world, other, `replaced by ${plan.sequence}`)
  }
  world.journeys.push(journey)
  tell(world, person, {
    what: 'entered',
    sequence: plan.sequence,
    path: null,
    values: thing === null ? {} : { thing },
  })
  turn(world, journey)
}

/** Says why somebody does not enter. */
export function refuse(world: World, plan: Plan, person: Person | null, why: string): void {
  tell(world, person, { what: 'not entered', sequence: plan.sequence, path: null, values: { why } })
}

function admitted(world: World, journey: PlayedJourney): ReturnType<typeof mayEnter> {
  const { plan, person, thing } = journey
  const { per, if: condition } = plan.enter ?? {}
  if (per && thing === null) return { refused: `no ${per} named` }
  if (condition && !evaluate(condition, viewOf(world, person, journey)))
    return { refused: 'condition not met' }
  const others = world.journeys
    .filter((one) => one.person === person)
    .map((one) => ({
      id: one.id,
      sequence: one.plan.sequence,
      key: one.key,
      // What it begins at its end has the group for itself.
      grp: one.ending ? null : (one.plan.group ?? null),
      priority: one.plan.priority,
      status: one.done && !one.ending ? 'done' : 'running',
      enteredAt: one.enteredAt,
    }))
  return mayEnter(plan, { key: journey.key, now: world.now, others })
}
