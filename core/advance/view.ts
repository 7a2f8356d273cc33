import type { Condition } from '../language/conditions.ts'
import type { TrackItem } from '../language/tracks.ts'
import type { Subject } from '../plan/plan.ts'
import type { Holidays, Scoring } from '../release/release.ts'
import type { ScoreState } from '../score/score.ts'

/** A fact as rules see it. `at` in epoch ms of business time. */
export interface SeenFact {
  id: number
  type: string
  at: number
  props: Record<string, unknown>
  lead?: string | null
  account?: string | null
  /** The things it names: `enquiry:E1`. */
  things: string[]
}

/** A click under judgement: the fact that it becomes, if nothing speaks against it, and when that is known. */
export interface JudgedFact extends SeenFact {
  judgedAt: number
}

/** What became of a mail of this journey. `leftAt`: when it left or was given up; null while it waits. */
export interface MailFate {
  status: 'queued' | 'claimed' | 'sending' | 'sent' | 'retry' | 'failed' | 'skipped' | 'unknown'
  dueAt: number
  leftAt: number | null
}

/** A seller as rules need him: whose zone and holidays his working time follows, who is his head. */
export interface SellerView {
  id: string
  name: string
  zone: string
  country: string | null
  head: string | null
}

/** A person of the lead's company, as `anyone` asks: what is known of that person and what that person did. */
export interface Colleague {
  id: string
  zone: string
  country: string | null
  fit: number
  score: ScoreState
  /** Values by path of the person alone: `lead.role`. */
  values: Record<string, unknown>
  /** That person's facts, as `needs(plan).colleagues` says, oldest first. */
  facts: SeenFact[]
}

/** The persons of a company, as `who` asks for them. `people` in the order in which they shall enter. */
export interface Company {
  mainContact: string | null
  people: { id: string; role: string | null }[]
}

/** All that a turn may look at. Filled by the store under the lead's lock; pure data. */
export interface View {
  now: number
  /** `enteredAt`: when the entering fact happened, from which `did` counts. `thing`: `enquiry:E1`. */
  journey: { id: string; enteredAt: number; thing: string | null; entry: Record<string, unknown> }
  lead: {
    id: string
    zone: string
    country: string | null
    owner: string | null
    fit: number
    score: ScoreState
  }
  /** Current values by path: `lead.stage`, `account.stage`, `enquiry.deadline` of this journey's thing. */
  values: Record<string, unknown>
  /** Of the newest release: days off and days worked besides the public holidays. */
  holidays?: Holidays
  /** Of the newest release: how heat fades. */
  scoring: Scoring
  /** As `needs(plan)` says. Facts of the types that the plan asks about, oldest first, by when they happened. */
  facts: SeenFact[]
  /** Clicks of the lead that are no facts yet: a wait which one of them would end sleeps to its verdict. */
  underJudgement?: readonly JudgedFact[]
  mails: Record<string, MailFate>
  sellers: Record<string, SellerView>
  /** Segments of the newest release by name; those that `needs(plan).segments` names are enough. */
  segments?: Readonly<Record<string, Condition>>
  /** Tracks of the newest release by name; those that `needs(plan).tracks` names are enough. */
  tracks?: Readonly<Record<string, readonly TrackItem[]>>
  /** Templates that this lead ever got, from anywhere; only if `needs(plan).tracks` names any. */
  had?: readonly string[]
  /** The others of the lead's company; only if `needs(plan).colleagues` says so. The lead itself may be among them. */
  colleagues?: readonly Colleague[]
  /** Whose facts of a type are, as the newest release says: for what segments mention. */
  about?: Readonly<Record<string, Subject>>
}
