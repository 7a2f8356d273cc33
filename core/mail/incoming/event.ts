import type { IncomingKind } from './judge-incoming.ts'
import type { IncomingRecipient } from './refusal.ts'

/** What can be heard of a mail of ours: by mail what `judgeIncoming` tells apart, from providers some more. */
export type EventKind = IncomingKind | 'delivered' | 'delayed' | 'unsubscribed'

/**
 * Who vouches for it. `token`: our own signature, which only the envelope of that mail held · `provider`: the provider that sends our mail,
 * by its signature · `message-id`: nobody, but only who has that mail can know its Message-ID.
 */
export type Proof = 'token' | 'provider' | 'message-id'

/** Something from outside about a mail of ours, whatever way it came. */
export interface IncomingEvent {
  kind: EventKind
  /** Of whom it speaks. */
  recipients: IncomingRecipient[]
  /** What stands before the @ of our mail's Message-ID; null where no mail is named. */
  mailId: string | null
  proof: Proof | null
  /** Message-IDs that it may answer, for the ledger to look up. */
  messageIds: string[]
  /** Who wrote it, lower case; empty where nobody did. */
  from: string
  /** Words of an answer; empty in everything else. */
  subject: string
  text: string
}

/** A webhook of a provider, its signature proved: what it says, and what it names our mail by. */
export interface ProviderReport {
  /** Told apart by it from all others of this provider. */
  id: string
  kind: EventKind
  recipients: IncomingRecipient[]
  /** What may be our token (`b-…`), from the envelope. */
  tokens: string[]
  /** What stands before the @ of the Message-ID, where we gave it to the provider as such. */
  mailId: string | null
  /** With angle brackets. */
  messageIds: string[]
}
