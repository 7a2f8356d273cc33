import { CHANGED, type Listen } from '../advance/effects.ts'
import type { Position } from '../advance/position.ts'
import type { SeenFact, SellerView } from '../advance/view.ts'
import type { Condition } from '../language/conditions.ts'
import type { Json } from '../language/durations.ts'
import type { TrackItem } from '../language/tracks.ts'
import type { FactKinds } from '../plan/compile.ts'
import type { Plan, Subject } from '../plan/plan.ts'
import type { Holidays, Hours, Quiet, Scoring } from '../release/release.ts'
import { fitOf } from '../score/fit.ts'
import type { ScoreState } from '../score/score.ts'

/** A lead that is played. `values` by path: `lead.role`, `account.stage`. */
export interface PlayedLead {
  id?: string
  zone?: string
  country?: string | null
  /** A seller's id. */
  owner?: string | null
  values?: Readonly<Record<string, unknown>>
}

/** One thing that happens in the script. `at` in epoch ms; `lead`: whose it is, the played lead's by default. */
export interface ScriptFact {
  at: number
  type: string
  lead?: string
  props?: Readonly<Record<string, unknown>>
}

/** What is played: all of it data. */
export interface Simulation {
  plans: readonly Plan[]
  scoring: Scoring
  lead: PlayedLead
  /** Others of the same company. With them, lines of the story say whose they are. */
  colleagues?: readonly PlayedLead[]
  /** Id of the company's main contact; the played lead by default. */
  mainContact?: string
  script: readonly ScriptFact[]
  /** When to stop looking, in epoch ms. */
  until: number
  /** Kinds of things with the names of their fields. */
  things?: Readonly<Record<string, readonly string[]>>
  facts?: FactKinds
  hours?: Readonly<Record<string, Hours>>
  quiet?: readonly Quiet[]
  holidays?: Holidays
  segments?: Readonly<Record<string, Condition>>
  tracks?: Readonly<Record<string, readonly TrackItem[]>>
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
    /** A task or hand-off that was open already takes this one in. */
    | 'shared'
    | 'into'
    | 'out of'
  sequence: string | null
  path: string | null
  values: Record<string, Json>
  /** Whose line it is, where several people are played. */
  lead?: string
}

/**
 * A mail that a journey sent. `held`: its hours have not opened yet, or an answer holds the journey. `fresh`: it has not
 * begun to leave, because what was brought about along with it is not over.
 */
export interface PlayedMail {
  template: string
  dueAt: number
  held: boolean
  fresh: boolean
}

/** What a turn brings about, besides mail. */
export type Consequence = { person: Person } & (
  | { happens: Omit<ScriptFact, 'at' | 'lead'> }
  | { sets: string; value: unknown }
  | { enters: string; thing: string | null; from: string }
  /** All that the last turn of this journey brought about is done. */
  | { over: PlayedJourney }
)

/** A person while it is played. `values`: those of the person alone, `lead.…`. */
export interface Person {
  id: string
  zone: string
  country: string | null
  owner: string | null
  fit: number
  score: ScoreState
  values: Record<string, unknown>
  /** Templates that this person ever got. */
  had: string[]
}

/** A journey while it is played. */
export interface PlayedJourney {
  id: string
  person: Person
  plan: Plan
  position: Position
  enteredAt: number
  thing: string | null
  key: string
  entry: Record<string, unknown>
  mails: Record<string, PlayedMail>
  wakeAt: number | null
  listen: Listen[]
  done: boolean
  /** What its last turn brought about is not over: its own sequence takes nobody in again. */
  ending: boolean
}

/** A task for the whole company, or a hand-off, that is open: the next one joins it. */
export interface OpenWork {
  kind: 'task' | 'handOff'
  name: string
  whose: string
}

/** All that is so at one instant of the play. It changes as the play goes on. */
export interface World {
  play: Simulation
  now: number
  /** The played lead first. */
  people: Person[]
  /** Values of the company (`account.stage`) and of things (`enquiry:E1.deadline`). */
  values: Record<string, unknown>
  facts: SeenFact[]
  journeys: PlayedJourney[]
  open: OpenWork[]
  /** Dates that have rung, by trigger, subject and date: each rings once. */
  rung: Set<string>
  /** What turns have brought about and is not yet done. */
  todo: Consequence[]
  /** For whom what was true before each of the changes that are at work now, the one within the other. */
  before: Set<string>[]
  /** Mails that leave when that is done. */
  fresh: PlayedMail[]
  story: StoryLine[]
}

const isOwn = ([path]: [string, unknown]): boolean => path.startsWith('lead.')

function newPerson(
  { id = 'lead', zone = 'UTC', country = null, owner = null, values = {} }: PlayedLead,
  play: Simulation,
): Person {
  const { fit } = fitOf(play.scoring, { ...values })
  const own = Object.fromEntries(Object.entries(values).filter(isOwn))
  return { id, zone, country, owner, fit, score: {}, values: own, had: [] }
}

/** The world before anything has happened. */
export function newWorld(play: Simulation): World {
  const leads = [play.lead, ...(play.colleagues ?? [])]
  const shared = leads.flatMap((lead) => Object.entries(lead.values ?? {}).filter((one) => !isOwn(one)))
  return {
    play,
    now: Math.min(play.until, ...play.script.map((fact) => fact.at)),
    people: leads.map((lead) => newPerson(lead, play)),
    values: Object.fromEntries(shared),
    facts: [],
    journeys: [],
    open: [],
    rung: new Set(),
    todo: [],
    before: [],
    fresh: [],
    story: [],
  }
}

/** Whose facts of this type are. */
export const aboutOf = ({ play }: World, type: string): Subject =>
  play.facts?.[type]?.about ?? play.plans.find((plan) => plan.about[type])?.about[type] ?? 'lead'

/** What changed with a field, as a journey listens for it. */
export function changeOf(path: string): string {
  if (path.startsWith('lead.')) return CHANGED.lead
  return path.startsWith('account.') ? CHANGED.account : CHANGED.thing
}

/** Writes a line of the story. */
export function tell(
  world: World,
  person: Person | null,
  line: Omit<StoryLine, 'at' | 'lead'> & { at?: number },
): void {
  const several = (world.play.colleagues ?? []).length > 0
  world.story.push({ at: world.now, ...line, ...(several && person && { lead: person.id }) })
}
