import { evaluate } from '../advance/evaluate.ts'
import { mayEnter } from '../advance/may-enter.ts'
import { startPosition } from '../advance/position.ts'
import type { Plan } from '../plan/plan.ts'
import { finish, turn } from './turn.ts'
import { type PlayedJourney, tell, viewOf, type World } from './world.ts'

/** Enters the lead, or says why not, and runs the first turn. */
export function enter(
  world: World,
  plan: Plan,
  by: { entry: Record<string, unknown>; things: string[] },
): void {
  const per = plan.enter?.per
  const thing = by.things.find((one) => per && one.startsWith(`${per}:`)) ?? null
  const journey: PlayedJourney = {
    id: `${plan.sequence}#${world.journeys.length + 1}`,
    plan,
    position: startPosition(),
    enteredAt: world.now,
    thing,
    entry: by.entry,
    mails: {},
    wakeAt: null,
    listen: [],
    done: false,
  }
  const replaces = admitted(world, journey)
  if ('refused' in replaces) {
    tell(world, {
      what: 'not entered',
      sequence: plan.sequence,
      path: null,
      values: { why: replaces.refused },
    })
    return
  }
  for (const id of replaces.replaces) {
    const other = world.journeys.find((one) => one.id === id)
    if (other) finish(world, other, `replaced by ${plan.sequence}`)
  }
  world.journeys.push(journey)
  tell(world, {
    what: 'entered',
    sequence: plan.sequence,
    path: null,
    values: thing === null ? {} : { thing },
  })
  turn(world, journey)
}

function admitted(world: World, journey: PlayedJourney): ReturnType<typeof mayEnter> {
  const { plan, thing, entry } = journey
  const { per, who, if: condition } = plan.enter ?? {}
  if (per && thing === null) return { refused: `no ${per} named` }
  if (who && 'ref' in who) {
    const named = entry[who.ref.replace(/^.*?\./, '')]
    if (named !== world.lead.id) return { refused: 'another person enters' }
  }
  if (condition && !evaluate(condition, viewOf(world, journey))) return { refused: 'condition not met' }
  const others = world.journeys.map((one) => ({
    id: one.id,
    sequence: one.plan.sequence,
    key: one.thing ?? '',
    grp: one.plan.group ?? null,
    priority: one.plan.priority,
    status: one.done ? 'done' : 'running',
    enteredAt: one.enteredAt,
  }))
  return mayEnter(plan, { key: thing ?? '', now: world.now, others })
}
