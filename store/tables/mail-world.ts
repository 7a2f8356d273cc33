import type { ColumnType, Generated } from 'kysely'
import type { ComplaintState } from '../../core/mail/complaints.ts'
import type { StrikeKind } from '../../core/mail/strikes.ts'
import type { Default, Instant, JsonOf, MaybeInstant } from './columns.ts'

export interface MailDomainsTable {
  domain: string
  lane: string | null
  mx: Default<string[]>
  failures: Default<number>
  looked_at: MaybeInstant
  next_look_at: MaybeInstant
}

export interface MailPausesTable {
  scope: 'all' | 'lane' | 'sender' | 'topic'
  name: string
  at: Instant
  by: string
  why: string
}

export interface MailResumesTable {
  scope: MailPausesTable['scope']
  name: string
  at: Instant
  after_marketing: Default<boolean>
  after_weight: Default<number>
  /** May be infinite: to be read as text. */
  after_expires: ColumnType<string, string | undefined, string>
  after_key: Default<string>
}

export interface WarmUpsTable {
  sender: string
  lane: string
  tier: number
  since: Instant
  judged_on: string
  good_days: Default<number>
}

/** What can happen to a mail, as the postmaster counts it. */
export type MailHappening =
  | 'sent'
  | 'deferred'
  | 'refused'
  | 'bounced'
  | 'failed'
  | 'unknown'
  | 'complained'
  | 'unsubscribed'
  | 'replied'
  | 'opened'
  | 'clicked'

export interface MailEventsTable {
  id: Generated<number>
  at: Instant
  day: string
  sender: string
  lane: string
  topic: string
  what: MailHappening
  code: string | null
  message_key: string | null
  folded: Default<boolean>
}

/** What is counted of a day: a bounce of a mail that had been taken is `returned`. */
export type MailCounted = MailHappening | 'returned'

/** The same columns as the view `mail_counts`, which adds what is not summed yet. */
export interface MailDaysTable {
  day: string
  sender: string
  lane: string
  topic: string
  what: MailCounted
  n: number
}

export interface ComplaintWatchTable {
  domain: string
  topic: string
  state: ComplaintState
  since: Instant
  pause_scope: MailPausesTable['scope'] | null
  pause_name: string | null
  window_day: string | null
  base_delivered: Default<number>
  base_complained: Default<number>
  mail_next_at: MaybeInstant
}

export interface IncomingTable {
  source: string
  id: string
  at: Instant
  kind: string
  message_key: string | null
}

export interface MailboxesTable {
  name: string
  uid_validity: number | null
  next_uid: Default<number>
  holder: string | null
  lease_until: MaybeInstant
  seen_at: MaybeInstant
  failing_since: MaybeInstant
  code: string | null
  tries: Default<number>
  next_try_at: MaybeInstant
}

export interface UntoldRepliesTable {
  fact_id: number
  lead_id: string
  at: Instant
  mail_next_at: Default<number>
}

export interface MailStrikesTable {
  address_hash: string
  message_key: string
  kind: StrikeKind
  at: Instant
}

export interface ScannerNetworksTable {
  net: string
  at: Instant
  leads: number
}

export interface VisitsTable {
  id: Generated<string>
  message_key: string
  lead_id: string
  link: number | null
  at: Instant
  net: string | null
  verdict: 'pending' | 'person' | 'machine' | 'voided' | 'witness'
  why: string | null
  judge_at: MaybeInstant
  fact_id: Default<number | null>
}

/** A consent box as it was shown: its text in the language it was read in. */
export interface AskedBox {
  purpose: string
  topic: string | null
  text: string
  version: string
}

export interface ConsentAsksTable {
  id: Generated<string>
  lead_id: string
  form: string | null
  boxes: JsonOf<AskedBox[]>
  source: string
  asked_at: Instant
  expires_at: Instant
  message_key: string | null
  confirmed_at: MaybeInstant
  proof: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>
}
