import type { SeenFact, View } from '../advance/view.ts'
import { aboutOf, type Person, type PlayedJourney, type World } from './world.ts'

/** What somebody looking at the person sees now, in this journey or (without one) from outside. */
export function viewOf(world: World, person: Person, journey?: PlayedJourney): View {
  const { id = '', enteredAt = world.now, thing = null, entry = {}, mails = {} } = journey ?? {}
  const { play } = world
  const shared = Object.entries(world.values).filter(([path]) => !path.includes(':') || isOf(path, thing))
  const named = shared.map(([path, value]) => [path.replace(/:.*\./s, '.'), value])
  const { zone, country, owner, fit, score } = person
  return {
    now: world.now,
    journey: { id, enteredAt, thing, entry },
    lead: { id: person.id, zone, country, owner, fit, score },
    values: { ...Object.fromEntries(named), ...person.values },
    scoring: play.scoring,
    ...(play.holidays && { holidays: play.holidays }),
    facts: world.facts.filter((fact) => isSeen(world, fact, person, thing)),
    mails: fatesAt(mails, world.now),
    sellers: { ...ownSeller(person), ...play.sellers },
    segments: play.segments ?? {},
    tracks: play.tracks ?? {},
    had: person.had,
    colleagues: world.people.map((one) => ({
      id: one.id,
      zone: one.zone,
      country: one.country,
      fit: one.fit,
      score: one.score,
      values: one.values,
      facts: world.facts.filter((fact) => isSeen(world, fact, one, thing)),
    })),
    about: Object.fromEntries(Object.entries(play.facts ?? {}).map(([type, { about }]) => [type, about])),
  }
}

function isSeen(world: World, fact: SeenFact, person: Person, thing: string | null): boolean {
  const about = aboutOf(world, fact.type)
  if (about === 'lead') return fact.lead === person.id
  return about === 'account' || (thing !== null && fact.things.includes(thing))
}

// Fields of things are kept as `enquiry:E1.deadline` and seen as `enquiry.deadline`.
const isOf = (path: string, thing: string | null): boolean => thing !== null && path.startsWith(`${thing}.`)

const fatesAt = (mails: PlayedJourney['mails'], now: number): View['mails'] =>
  Object.fromEntries(
    Object.entries(mails).map(([key, { dueAt }]) => {
      const left = dueAt <= now
      return [key, { status: left ? 'sent' : 'queued', dueAt, leftAt: left ? dueAt : null }]
    }),
  )

// An owner that nobody described works where the lead is, and has a head.
function ownSeller({ owner, zone, country }: Person): View['sellers'] {
  if (owner === null) return {}
  const head = `head of ${owner}`
  const seller = (id: string, of: string | null) => ({ id, name: id, zone, country, head: of })
  return { [owner]: seller(owner, head), [head]: seller(head, null) }
}
