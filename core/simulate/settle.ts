import { enter } from './enter.ts'
import { happen, setField } from './happen.ts'
import type { Consequence, World } from './world.ts'

/** Consequences of consequences at one instant end here: a circle that check would have refused. */
const MOST = 1_000

/** Does what turns have brought about, and what that brings about, until nothing is left. Then mail leaves. */
export function settle(world: World): void {
  followAll(world)
  for (const mail of world.fresh) mail.fresh = false
  world.fresh = []
}

/** The same in the midst of a fact, before it starts others: mail has not left yet. */
export function followAll(world: World): void {
  for (let n = 0; n < MOST; n++) {
    const [next, ...rest] = world.todo
    if (!next) return
    world.todo = []
    follow(world, next)
    // What it brought about comes before what was to come after it.
    world.todo.push(...rest)
  }
  world.todo = []
}

function follow(world: World, next: Consequence): void {
  if ('happens' in next) return happen(world, { ...next.happens, lead: next.person.id })
  if ('over' in next) {
    next.over.ending = false
    return
  }
  if ('sets' in next) return setField(world, next.person, next.sets, next.value)
  const plan = world.play.plans.find((one) => one.sequence === next.enters)
  const things = next.thing === null ? [] : [next.thing]
  if (plan) enter(world, plan, next.person, { entry: { from: next.from }, things })
}
