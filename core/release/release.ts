import type { Condition, Wanted } from '../language/conditions.ts'
import type { Duration } from '../language/durations.ts'
import type { TrackItem } from '../language/tracks.ts'
import type { Plan } from '../plan/plan.ts'
import type { Formula, RouteRule } from '../sales/terms.ts'

/** Points for one type of fact. The first rule of a type that matches wins. */
export interface ScoringRule {
  fact: string
  where?: Record<string, Wanted>
  group: string
  points: number
}

/** How engagement of one group fades and where it stops. */
export interface ScoringGroup {
  halfLife: Duration
  limit: number
}

/** Fit: points for each condition on fields that holds. */
export interface FitRule {
  if: Condition
  points: number
  name: string
}

/** Scoring of a release. Thresholds in points of heat (`warm`, `hot`); grade A…D by fit, 1…4 by engagement. */
export interface Scoring {
  fit: FitRule[]
  groups: Record<string, ScoringGroup>
  rules: ScoringRule[]
  categories: { warm: number; hot: number }
  grades: { fit: [number, number, number]; engagement: [number, number, number] }
}

/** One text per language; `en` is the fallback where the default language is missing too. */
export type Words = Record<string, string>

/** A consent box of a form: one purpose, one text, one version. */
export interface ConsentBox {
  purpose: 'marketing' | 'dealers' | 'data'
  topic?: string
  required?: boolean
  version: string
  text: Words
}

export interface FormField {
  name: string
  kind: 'text' | 'email' | 'tel' | 'textarea' | 'select' | 'date' | 'number' | 'file'
  label: Words
  required?: boolean
  options?: { value: string; label: Words }[]
  /** Where the value goes: a property of the lead (`lead.name`), or of the fact by default. */
  to?: string
}

/** A form as data: `/f/<name>` renders it, its answer is a fact `form.submitted` with `form: <name>`. */
export interface Form {
  title: Words
  intro?: Words
  fields: FormField[]
  consents: ConsentBox[]
  /**
   * Consents count only when they were confirmed from the mailbox: the service mail `consent/confirm` asks. The one for
   * the handling of data, which answers the form, counts at once.
   */
  doubleOptIn?: boolean
  /** A thing that each submission makes: `enquiry`. */
  makes?: string
  /** Answered at once, whether or not a journey starts: a template, and a file to hand over by signed link. */
  answer?: { template?: string; document?: string }
  thanks: Words
}

/** Why an outcome came: the name that records and rules use, and what people call it. */
export interface Reason {
  name: string
  label: Words
}

/** How a route hands leads over; issue of offers, clocks and where leads go when they come back. */
export interface Route {
  mode: 'assign'
  /** Sellers by email; absent: all active sellers by weight. */
  sellers?: string[]
  /** How long a seller may think. */
  offerFor: Duration
  firstContact: Duration
  /** Reminder this long before the first contact is due. */
  remindBefore: Duration
  hours: string
  /** Who gets which lead: the first rule that holds decides; none, or no rules: `mode` and `sellers`. */
  rules?: RouteRule[]
  /** Where the product line and the expected value of a lead stand; from `large` on a value is called large. */
  about?: { line?: string; value?: string; large?: number }
  /** After the first contact: until when the next step must be told, and when a lead that nobody called is taken back. */
  followUp?: Duration
  takeBackAfter?: Duration
  /** So long after somebody took the lead it is asked whether he called; absent: never. */
  askLeadAfter?: Duration
  /** Sequence for each outcome; `nobody took it` where no seller did; `*` for all others but `won`. */
  recycle: Record<string, string>
  /**
   * `reasons`: in the order in which they are offered; one without a label is called as it is named. `toMarketer`: with
   * one of these reasons a fitting company goes to the marketer as a task.
   */
  dispositions: Record<
    string,
    { reasons?: readonly (string | Reason)[]; toMarketer?: string[]; label: Words }
  >
}

/** Which keys sign a sender's mail, by reference: the keys themselves are never part of a release. */
export interface SenderKeys {
  /** Names of the keys, the newest first: the first one whose key is there signs. */
  selectors: string[]
  /** The domain that signs, where it is not the one of the address but of the same organisation. */
  domain?: string
}

/** What a task is called, and what else its reader should know; `note` is read in place of the one of its step. */
export interface TaskWords {
  label: Words
  note?: Words
}

/** What people read where marketing's own names would stand. What has none is called as it is named. */
export interface Labels {
  /** Of the numbers that stars are made of. */
  figures?: Record<string, Words>
  tasks?: Record<string, TaskWords>
  /** Of kinds of things. */
  things?: Record<string, Words>
  /** Of fields, and of their values, by path. */
  fields?: Record<string, Words>
  values?: Record<string, Record<string, Words>>
}

/** Who mail is from. */
export interface Sender {
  name: string
  address: string
  replyTo?: string
  /** Start of the links in its mails, under its own domain: `https://go.works.example`; absent: that of all. */
  links?: string
  /** How its mail is signed (DKIM); absent: not by us. */
  dkim?: SenderKeys
  /**
   * The domain to which its mail bounces: each mail has an envelope sender of its own there. Absent: bounces come to the address.
   */
  bounces?: string
  /** A new name sends little at first: `true`, or its own mails a day by tier; absent: it is known already. */
  warmUp?: true | number[]
}

/** Terms of a lane, one mailbox provider; what is absent is as built in. */
export interface LaneTerms {
  /** Ends of the names of its mail exchangers: `google.com`. */
  mx?: string[]
  /** Domains that are the provider's own: `gmail.com`. */
  domains?: string[]
  /** Mails a second (machine time), over all workers. */
  perSecond?: number
  connections?: number
}

export interface Topic {
  label: Words
  sender: string
}

/** Working or sending hours: local time of day, on these weekdays (1 = Monday … 7 = Sunday). `to` may be `24:00` or lie after midnight. */
export interface Hours {
  from: string
  to: string
  days: number[]
  /** Whether they are open on public holidays. Absent: only if they include a weekend day. */
  holidays?: boolean
}

/** When no marketing mail leaves, whatever a sequence says: from and to in local time, begun on these weekdays. */
export interface Quiet {
  from: string
  to: string
  days: number[]
  /** Public holidays are among the days. */
  holidays?: boolean
}

/**
 * Days of a country that the public holidays do not tell. A day is `2026-12-31`, `12-31` (every year), or two of one kind
 * joined by `to`: `12-30 to 01-09`; its value is what the story calls it.
 */
export interface CountryDays {
  off?: Record<string, string>
  /** Weekend days and holidays that are worked, as the weekdays are. */
  work?: Record<string, string>
}

/** By ISO code of the country. */
export type Holidays = Record<string, CountryDays>

/** Most marketing mails in a period, over everything. */
export interface Cap {
  mails: number
  per: Duration
  /** Whom it counts: each lead (so it is, where it says nothing), or all people of a company together. */
  over?: 'lead' | 'account'
  /** It holds only for leads who asked for fewer mails. */
  for?: 'fewer'
}

export interface FactKind {
  about: 'lead' | 'account' | 'thing'
  /** JSON Schema of the props, made from zod at publish. */
  props?: Record<string, unknown>
}

/** All of marketing published at one moment, as read back from the store. */
export interface Release {
  id: number
  hash: string
  defaults: { lang: string; zone: string; sender: string }
  plans: Plan[]
  /** `<name>.<lang>` → hash of the compiled template. */
  templates: Record<string, string>
  /** What rules need of each template without loading it; by name. */
  templateKinds: Record<string, { kind: 'service' | 'marketing'; topic: string }>
  scoring: Scoring
  forms: Record<string, Form>
  routing: Record<string, Route>
  senders: Record<string, Sender>
  topics: Record<string, Topic>
  hours: Record<string, Hours>
  quiet?: Quiet[]
  holidays?: Holidays
  caps: Cap[]
  /** Lanes besides the built-in ones, or other terms for those. */
  lanes?: Record<string, LaneTerms>
  /** Kinds of things with the names of their fields. */
  things: Record<string, string[]>
  fields: { lead: string[]; account: string[] }
  /** Paths of the fields that a dealer may read before the contacts open. */
  public?: string[]
  facts: Record<string, FactKind>
  /** Conditions by their names. */
  segments?: Record<string, Condition>
  /** Mails of each track, in order. */
  tracks?: Record<string, TrackItem[]>
  audiences?: string[]
  /** How dealers get their stars, one to five. */
  rating?: Formula
  labels?: Labels
}
