import type { Condition } from '../language/conditions.ts'
import type { TrackItem } from '../language/tracks.ts'
import { type Mentions, mentionsOf, type Reach } from '../plan/conditions.ts'
import type { Plan, Subject } from '../plan/plan.ts'
import { conditionsOf, peopleOf, refsOf, tracksOf } from '../plan/walk.ts'

/** What a view must hold for the rules to judge by. */
export interface Needs {
  /** Facts of these types, of that subject, since entry, ever, or within a length of time before now. */
  facts: { type: string; subject: Subject; since: Reach }[]
  /** Whether sellers are asked for. */
  people: boolean
  /** Values by path, `entry.…` left out. */
  values: string[]
  /** Segments that are asked for, also those inside others; what they ask for is in the rest already. */
  segments: string[]
  /** Tracks that mails are taken from; with any, `view.had` is asked for too. */
  tracks: string[]
  /** What is asked of the others of the company; null: nothing, and their rows need no lock. */
  colleagues: { facts: { type: string; since: Reach }[]; values: string[] } | null
}

/** Nothing at all. */
export const NO_NEEDS: Needs = {
  facts: [],
  people: false,
  values: [],
  segments: [],
  tracks: [],
  colleagues: null,
}

/** What of marketing a plan names without holding it: a release has this form. */
export interface Named {
  segments?: Readonly<Record<string, Condition>>
  facts?: Readonly<Record<string, { about: Subject }>>
}

const unique = <T>(items: T[]): T[] => [...new Set(items)]

function needsFor(conditions: Condition[], plan: Pick<Plan, 'about'>, refs: string[], release: Named): Needs {
  const mentions = conditions.map((condition) => mentionsOf(condition, release.segments))
  const subjectOf = (type: string): Subject => plan.about[type] ?? release.facts?.[type]?.about ?? 'lead'
  const facts = new Map(
    mentions
      .flatMap((one) => one.facts)
      .map(({ type, since }) => [`${type} ${since}`, { type, subject: subjectOf(type), since }]),
  )
  const paths = [...mentions.flatMap((one) => one.fields), ...refs]
  return {
    ...NO_NEEDS,
    facts: [...facts.values()],
    values: unique(paths.filter((path) => !path.startsWith('entry.'))),
    segments: unique(mentions.flatMap((one) => one.segments)),
    colleagues: colleaguesOf(mentions, subjectOf),
  }
}

// What is the company's or a thing's is read once for all of them.
function colleaguesOf(mentions: Mentions[], subjectOf: (type: string) => Subject): Needs['colleagues'] {
  const asked = mentions.flatMap((one) => one.colleagues ?? [])
  if (asked.length === 0) return null
  const facts = asked.flatMap((one) => one.facts).filter(({ type }) => subjectOf(type) === 'lead')
  return {
    facts: [...new Map(facts.map((fact) => [`${fact.type} ${fact.since}`, fact])).values()],
    values: unique(asked.flatMap((one) => one.fields).filter((path) => path.startsWith('lead.'))),
  }
}

/** What one condition needs by itself, for example that of a trigger. `about`: whose the facts are; the lead's by default. */
export const needsOf = (condition: Condition, about: Plan['about'] = {}, release: Named = {}): Needs =>
  needsFor([condition], { about }, [], release)

const REPLIES = { type: 'email.replied', subject: 'lead', since: 'entry' } as const

/** What every turn of this plan needs, its entry included. `release`: the newest, for the segments that it names. */
export function needs(plan: Plan, release: Named & { tracks?: Tracks } = {}): Needs {
  const tracks = unique(tracksOf(plan))
  const items = tracks.flatMap((name) => release.tracks?.[name] ?? []).flatMap((item) => item.for ?? [])
  const conditions = [...conditionsOf(plan), ...(plan.enter?.if ? [plan.enter.if] : []), ...items]
  const of = needsFor(
    conditions,
    plan,
    refsOf(plan).map((ref) => ref.ref),
    release,
  )
  return {
    ...of,
    facts: plan.reply === 'go on' || of.facts.some(isReply) ? of.facts : [...of.facts, REPLIES],
    people: peopleOf(plan).length > 0,
    tracks,
  }
}

type Tracks = Readonly<Record<string, readonly TrackItem[]>>

const isReply = ({ type, since }: Needs['facts'][number]): boolean =>
  type === REPLIES.type && since === REPLIES.since
