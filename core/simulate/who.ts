import { whoEnters } from '../advance/who-enters.ts'
import type { Plan } from '../plan/plan.ts'
import { enter, refuse } from './enter.ts'
import type { Person, World } from './world.ts'

/** What starts a journey: the entering fact's properties, the things it names, or the date that rang. */
export interface By {
  entry: Record<string, unknown>
  things: string[]
  date?: string
}

/** Enters whoever the plan's `who` names; the fact's own person where it names nobody. */
export function enterWho(world: World, plan: Plan, person: Person | null, by: By): void {
  const who = plan.enter?.who
  if (!who) return person ? enter(world, plan, person, by) : refuse(world, plan, null, 'nobody to enter')
  if ('ref' in who) return enterNamed(world, plan, { ref: who.ref, own: person }, by)
  const { enter: ids, roleUnknown } = whoEnters(who, companyOf(world))
  for (const id of roleUnknown) refuse(world, plan, personOf(world, id), 'role unknown')
  for (const one of world.people) if (ids.includes(one.id)) enter(world, plan, one, by)
}

/** Whether a condition of this plan is asked of this person: of the one, or of those, whom `who` names. */
export function isAsked(world: World, plan: Plan, person: Person): boolean {
  const who = plan.enter?.who
  return !who || 'ref' in who || whoEnters(who, companyOf(world)).enter.includes(person.id)
}

const personOf = ({ people }: World, id: string): Person | null => people.find((one) => one.id === id) ?? null

const companyOf = ({ people, play }: World) => ({
  mainContact: play.mainContact ?? people[0]?.id ?? null,
  people: people.map(({ id, values }) => ({ id, role: (values['lead.role'] as string | undefined) ?? null })),
})

// By its id, or by its address; from a field of the thing, else from what the fact itself says. Where nobody is named,
// the fact's own person.
function enterNamed(
  world: World,
  plan: Plan,
  { ref, own }: { ref: string; own: Person | null },
  by: By,
): void {
  const [kind, name] = [ref.slice(0, ref.indexOf('.')), ref.slice(ref.indexOf('.') + 1)]
  const thing = by.things.find((one) => one.startsWith(`${kind}:`))
  const named = (thing && world.values[`${thing}.${name}`]) ?? world.values[ref] ?? by.entry[name]
  if (own && (named === undefined || named === null || named === '')) return enter(world, plan, own, by)
  if (typeof named !== 'string') return refuse(world, plan, null, 'nobody to enter')
  const person = world.people.find((one) => one.id === named || one.values['lead.email'] === named)
  if (person) enter(world, plan, person, by)
  else refuse(world, plan, null, 'another person enters')
}
