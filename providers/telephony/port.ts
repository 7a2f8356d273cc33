/** A call that is to be put through: the exchange rings the seller, then the lead; both see the exchange's number. */
export interface Connection {
  /** Our id of the call. The exchange gives it back with each event. */
  id: string
  /** E.164 numbers. */
  seller: string
  lead: string
}

/** What an exchange says of a call: `POST /hooks/telephony/<provider>`, signed; in any order, and twice if it likes. */
export interface CallEvent {
  /** Our id of the call, or the exchange's own. */
  call?: string
  providerCall?: string
  type: 'ringing' | 'answered' | 'ended' | 'missed' | 'failed'
  /** Epoch ms; now if absent. */
  at?: number
  /** How long they talked, for `ended`; reckoned from `answered` if absent. */
  seconds?: number
  /** Where the exchange keeps the recording. */
  recording?: string
}

/** The telephone exchange. */
export interface Telephony {
  /** Name in the path of its events. */
  readonly name: string
  /** Begins to put a call through. @throws if the exchange does not take it. */
  connect(connection: Connection): Promise<{ providerCall: string }>
}
