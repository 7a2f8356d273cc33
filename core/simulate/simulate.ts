import { earliest, nextChange } from '../advance/next-change.ts'
import { comingTrue, enterBecome, happen } from './happen.ts'
import { nextRing, ringDates } from './dates.ts'
import { viewOf } from './seen.ts'
import { settle } from './settle.ts'
import { turn } from './turn.ts'
import { newWorld, type PlayedJourney, type Simulation, type StoryLine, tell, type World } from './world.ts'

export type { PlayedLead, ScriptFact, Simulation, StoryLine } from './world.ts'

/** No story is longer: a plan that goes round at one instant ends here. */
const MOST_INSTANTS = 10_000

/**
 * Plays a lead, and colleagues of its company, through all plans: what the script says happens when it says so, and in between what the plans do.
 * Returns the dated story. Pure, with no server: mail leaves when it is queued, or when hours open and quiet hours end;
 * consent, caps and the hold while sales has the lead are not played.
 */
export function simulate(play: Simulation): StoryLine[] {
  const world = newWorld(play)
  const script = [...play.script].filter((fact) => fact.at <= play.until).sort((a, b) => a.at - b.at)
  let before = comingTrue(world)
  for (let instants = 0; instants < MOST_INSTANTS; instants++) {
    const at = earliest([script[0]?.at ?? null, nextInstant(world)])
    if (at === null || at > play.until) break
    world.now = Math.max(world.now, at)
    tellLeft(world)
    enterBecome(world, before)
    ringDates(world)
    settle(world)
    for (const journey of world.journeys) if (isDue(world, journey)) turn(world, journey)
    settle(world)
    for (let fact = script[0]; fact && fact.at <= world.now; fact = script[0]) {
      script.shift()
      happen(world, fact)
      settle(world)
    }
    before = comingTrue(world)
  }
  return world.story
}

const isDue = (world: World, journey: PlayedJourney): boolean =>
  !journey.done && journey.wakeAt !== null && journey.wakeAt <= world.now

// Journeys that sleep, mails that leave, and conditions that come true by passing time.
function nextInstant(world: World): number | null {
  const triggers = world.play.plans.flatMap((plan) => plan.enter?.on ?? [])
  const comes = triggers.flatMap((on) => ('becomes' in on ? [on.becomes] : []))
  const views = comes.length > 0 ? world.people.map((person) => viewOf(world, person)) : []
  return earliest([
    nextRing(world),
    ...world.journeys.map((journey) => journey.wakeAt),
    ...heldMails(world).map(({ mail }) => mail.dueAt),
    ...views.flatMap((view) => comes.map((condition) => nextChange(condition, view))),
  ])
}

const heldMails = (world: World) =>
  world.journeys.flatMap(({ mails, plan, person }) =>
    Object.values(mails)
      .filter((mail) => mail.held)
      .map((mail) => ({ mail, person, sequence: plan.sequence })),
  )

function tellLeft(world: World): void {
  for (const { mail, person, sequence } of heldMails(world)) {
    if (mail.dueAt > world.now) continue
    mail.held = false
    tell(world, person, {
      what: 'mail',
      sequence,
      path: null,
      values: { template: mail.template, left: 'the hours opened' },
    })
  }
}
