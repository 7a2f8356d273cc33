import { dateOf, type Occurrence } from '../advance/date-trigger.ts'
import { earliest } from '../advance/next-change.ts'
import type { Plan, PlanDate } from '../plan/plan.ts'
import { enterWho } from './who.ts'
import type { Person, World } from './world.ts'

/** A date trigger with the thing or person whose date it is, and when it rings next. */
interface Ring extends Occurrence {
  plan: Plan
  person: Person | null
  thing: string | null
  key: string
}

/** Everything whose date a trigger reads: the value, and whose it is. */
function datesOf(
  world: World,
  { date }: PlanDate,
): { value: unknown; person: Person | null; thing: string | null }[] {
  const [kind, name] = [date.ref.slice(0, date.ref.indexOf('.')), date.ref.slice(date.ref.indexOf('.') + 1)]
  if (kind === 'lead') {
    return world.people.map((person) => ({ value: person.values[date.ref], person, thing: null }))
  }
  if (kind === 'account') return [{ value: world.values[date.ref], person: null, thing: null }]
  return Object.entries(world.values)
    .filter(([path]) => path.startsWith(`${kind}:`) && path.endsWith(`.${name}`))
    .map(([path, value]) => ({ value, person: null, thing: path.slice(0, -name.length - 1) }))
}

function ringsOf(world: World): Ring[] {
  const triggers = world.play.plans.flatMap((plan) =>
    (plan.enter?.on ?? []).flatMap((on) => ('date' in on ? [{ plan, on }] : [])),
  )
  return triggers.flatMap(({ plan, on }) =>
    datesOf(world, on).flatMap(({ value, person, thing }) => {
      const { zone = 'UTC', country = null } = person ?? world.people[0] ?? {}
      const { holidays } = world.play
      const place = { zone, country, ...(holidays && { holidays }) }
      const keyOf = ({ date }: Occurrence) => `${plan.sequence} ${thing ?? person?.id ?? ''} ${date}`
      const isNew = (one: Occurrence | null) => one !== null && !world.rung.has(keyOf(one))
      const now = dateOf(on, value, place, world.now)
      const found = isNew(now) ? now : dateOf(on, value, place, world.now + 1)
      return found && isNew(found) ? [{ ...found, plan, person, thing, key: keyOf(found) }] : []
    }),
  )
}

/** When the next date rings, in epoch ms; null if none does. */
export const nextRing = (world: World): number | null => earliest(ringsOf(world).map((ring) => ring.at))

/** Rings the dates that are due: each enters whoever its sequence names. */
export function ringDates(world: World): void {
  for (const { at, key, plan, person, thing, date } of ringsOf(world)) {
    if (at > world.now) continue
    world.rung.add(key)
    enterWho(world, plan, person, { entry: {}, things: thing === null ? [] : [thing], date })
  }
}
