import { CHANGED, type Listen } from '../advance/effects.ts'
import type { Position } from '../advance/position.ts'
import type { SeenFact, SellerView, View } from '../advance/view.ts'
import type { Json } from '../language/durations.ts'
import type { FactKinds } from '../plan/compile.ts'
import type { Plan } from '../plan/plan.ts'
import type { Hours, Scoring } from '../release/release.ts'
import { fitOf } from '../score/fit.ts'
import type { ScoreState } from '../score/score.ts'

/** The lead that is played. `values` by path: `lead.role`, `account.stage`. */
export interface PlayedLead {
  id?: string
  zone?: string
  country?: string | null
  /** A seller's id. */
  owner?: string | null
  values?: Readonly<Record<string, unknown>>
}

/** One thing that happens in the script. `at` in epoch ms. */
export interface ScriptFact {
  at: number
  type: string
  props?: Readonly<Record<string, unknown>>
}

/** What is played: all of it data. */
export interface Simulation {
  plans: readonly Plan[]
  scoring: Scoring
  lead: PlayedLead
  script: readonly ScriptFact[]
  /** When to stop looking, in epoch ms. */
  until: number
  /** Kinds of things with the names of their fields. */
  things?: Readonly<Record<string, readonly string[]>>
  facts?: FactKinds
  hours?: Readonly<Record<string, Hours>>
  templateKinds?: Readonly<Record<string, { kind: 'service' | 'marketing' }>>
  sellers?: Readonly<Record<string, SellerView>>
}

/** One dated line of the story. `path` names the step; `values` are what it was decided on. */
export interface StoryLine {
  at: number
  what:
    | 'fact'
    | 'entered'
    | 'not entered'
    | 'mail'
    | 'category'
    | 'ended'
    | 'sent'
    | 'waits'
    | 'took'
    | 'goal'
    | 'stop'
    | 'skipped'
    | 'did'
  sequence: string | null
  path: string | null
  values: Record<string, Json>
}

/** A mail that a journey sent. `held`: its hours have not opened yet. */
export interface PlayedMail {
  template: string
  dueAt: number
  held: boolean
}

/** What a turn brings about, besides mail. */
export type Consequence =
  | { happens: Omit<ScriptFact, 'at'> }
  | { sets: string; value: unknown }
  | { enters: string; thing: string | null; from: string }

/** A journey while it is played. */
export interface PlayedJourney {
  id: string
  plan: Plan
  position: Position
  enteredAt: number
  thing: string | null
  entry: Record<string, unknown>
  mails: Record<string, PlayedMail>
  wakeAt: number | null
  listen: Listen[]
  done: boolean
}

/** All that is so at one instant of the play. It changes as the play goes on. */
export interface World {
  play: Simulation
  now: number
  lead: {
    id: string
    zone: string
    country: string | null
    owner: string | null
    fit: number
    score: ScoreState
  }
  values: Record<string, unknown>
  facts: SeenFact[]
  journeys: PlayedJourney[]
  /** What turns have brought about and is not yet done. */
  todo: Consequence[]
  story: StoryLine[]
}

/** The world before anything has happened. */
export function newWorld(play: Simulation): World {
  const { id = 'lead', zone = 'UTC', country = null, owner = null, values = {} } = play.lead
  const { fit } = fitOf(play.scoring, { ...values })
  return {
    play,
    now: Math.min(play.until, ...play.script.map((fact) => fact.at)),
    lead: { id, zone, country, owner, fit, score: {} },
    values: { ...values },
    facts: [],
    journeys: [],
    todo: [],
    story: [],
  }
}

/** What somebody looking at the lead sees now, in this journey or (without one) from outside. */
export function viewOf(world: World, journey?: PlayedJourney): View {
  const { id = '', enteredAt = world.now, thing = null, entry = {}, mails = {} } = journey ?? {}
  const own = Object.entries(world.values).filter(([path]) => !path.includes(':') || isOf(path, thing))
  return {
    now: world.now,
    journey: { id, enteredAt, thing, entry },
    lead: { ...world.lead },
    values: Object.fromEntries(own.map(([path, value]) => [path.replace(/:.*\./s, '.'), value])),
    scoring: world.play.scoring,
    facts: world.facts,
    mails: fatesAt(mails, world.now),
    sellers: { ...ownSeller(world), ...world.play.sellers },
  }
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
function ownSeller({ lead }: World): View['sellers'] {
  if (lead.owner === null) return {}
  const { zone, country } = lead
  const head = `head of ${lead.owner}`
  const seller = (id: string, of: string | null) => ({ id, name: id, zone, country, head: of })
  return { [lead.owner]: seller(lead.owner, head), [head]: seller(head, null) }
}

/** Whether the journey wants to be woken by this. */
export const listensTo = (journey: PlayedJourney, types: readonly string[]): boolean =>
  journey.listen.some(({ type }) => types.includes(type))

/** What changed with a field, as a journey listens for it. */
export function changeOf(path: string): string {
  if (path.startsWith('lead.')) return CHANGED.lead
  return path.startsWith('account.') ? CHANGED.account : CHANGED.thing
}

/** Writes a line of the story. */
export function tell(world: World, line: Omit<StoryLine, 'at'> & { at?: number }): void {
  world.story.push({ at: world.now, ...line })
}
