/**
 * Every error a user can meet: what is wrong, and what to do. No HTTP here (`api/problems.ts` maps codes
 * to statuses), and no personal data: details go into `AppError.at`, a JSON Pointer or the path of a step.
 */
export const ERRORS = {
  lead_unknown: 'No lead has this id or key. Create it with POST /v1/leads, or send a fact that names it.',
  lead_erased: 'This lead was erased. Nothing more can be recorded about it.',
  erasure_unknown: 'No erasure has this id.',
  lead_keyless: 'Give one of email, phone, clientId or externalId, so that the lead can be recognised.',
  account_unknown: 'No account has this id.',
  bad_domain: 'This is not the domain of a company. Write it like example.com; shared mail domains are none.',
  bad_email: 'This is not an address that mail can be sent to.',
  journey_unknown: 'No journey has this id.',
  journey_done: 'This journey is over and cannot be changed.',
  sequence_unknown:
    'No published sequence has this name. Look into marketing/sequences, or run `kindling publish`.',
  release_missing: 'Nothing is published yet. Run `kindling publish` first.',
  plan_missing: 'The plan of this journey is not in the store. Restore the database, or stop the journey.',
  not_entered: 'The lead did not enter the sequence. The reason stands in its story.',
  template_unknown: 'No published template has this name.',
  seller_unknown: 'No seller has this id.',
  seller_exists: 'A seller with this email address exists already.',
  day_bad: 'This must be an instant that is to come, and three years ahead at most.',
  leave_unknown: 'No leave has this id, or it is over.',
  leave_bad: 'A leave must end after it begins, and not in the past.',
  pass_nobody:
    'There is nobody to pass this on to: nobody of that level is there and has room. Name somebody with `to`.',
  pass_self:
    'This person has the lead already, or may not get it: of another company, away for good, or a marketer.',
  promise_unknown: 'No open promise has this id.',
  lane_unknown: 'No lane has this name. `kindling mail health` lists them; marketing/lanes.ts adds others.',
  sender_unknown: 'No published sender has this name. See marketing/senders.ts.',
  topic_unknown: 'No published topic has this name. Without a topic it means all mail.',
  route_unknown: 'No published route has this name. Add it to marketing/routing.ts and publish.',
  task_unknown: 'No task has this id.',
  task_over: 'This task is closed already.',
  handoff_unknown: 'No hand-off has this id.',
  handoff_state: 'The hand-off is not in a state that allows this.',
  offer_unknown: 'No offer has this id.',
  offer_over: 'This offer is over: it was answered, or its time ran out.',
  offer_auction: 'This lead is auctioned. Bid for it with POST /v1/offers/{id}/bid.',
  offer_no_auction: 'This lead is not auctioned. Take it with POST /v1/offers/{id}/accept.',
  bid_low: 'The bid is below the least that is taken now: the highest bid and the step, or the floor.',
  bid_currency: 'Bids are taken in the currency of the floor alone.',
  bid_leads: 'Your own bid is the highest already.',
  dealer_unknown: 'No dealer has this id or name.',
  dealer_exists: 'A dealer with this name exists already.',
  dealer_person: 'Somebody of a dealer cannot do this, or not for a dealer.',
  terms_bad: 'These terms do not fit their mode; errors says what must stand where.',
  call_running: 'A call for this lead runs already.',
  phone_missing: 'There is no phone number to connect: of the lead, or of the seller who calls.',
  no_telephony: 'No telephone exchange is set up here. Set KINDLING_TELEPHONY.',
  form_unknown: 'No published form has this name.',
  form_faults: 'Some fields of the form cannot be taken; errors says which and why.',
  fact_future: 'The fact lies more than five minutes ahead. Check the clock of the sender.',
  facts_refused: 'None of these facts could be accepted; errors says why, one by one.',
  fact_subject: 'Say whom the fact is about: a lead, an account, or the id of a declared thing in props.',
  fact_props: 'A property of the fact has the wrong type.',
  reason_unknown: 'This outcome needs one of the reasons that marketing/routing.ts lists for it.',
  outcome_unknown: 'marketing/routing.ts lists no such outcome for this route.',
  phone_bad: 'This is not a phone number. Write it with its country code, for example +359 2 123 4567.',
  not_suppressed: 'This address is not on the list.',
  bad_input: 'The request does not fit its schema.',
  foul_text:
    'A text is over 64 KB, holds NUL or is not UTF-8, or a name or the depth of the JSON is not allowed.',
  bad_cursor: 'This cursor was not given by us. Start again without one.',
  bad_token: 'This link is not valid, or no longer. Ask for a new one.',
  file_type: 'This kind of file is not accepted.',
  file_size: 'The file is too large.',
  file_unknown: 'This file is not there, or no longer.',
  body_type: 'This content type is not accepted here.',
  body_size: 'The body is too large.',
  key_missing: 'Send a key: `Authorization: Bearer <key>`.',
  key_scope: 'This key may not do that.',
  key_reused: 'This Idempotency-Key was used with another body. Take a new key.',
  key_running: 'A request with this Idempotency-Key is still running. Try again in a moment.',
  bad_signature: 'The signature does not fit, or its time is more than five minutes off.',
  not_found: 'Nothing is at this address. See GET /docs.',
  too_many: 'Too many requests. Wait as long as Retry-After says.',
  unavailable: 'A part that this needs does not answer. See GET /readyz.',
  internal: 'Something went wrong on our side; it is in the log.',
  conflict: 'Something else changed this at the same moment. Try again.',
} as const

export type ErrorCode = keyof typeof ERRORS

/** The only error that the product throws on purpose. `at`: JSON Pointer or step path; never personal data. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly at: string | undefined
  constructor(code: ErrorCode, at?: string) {
    super(ERRORS[code])
    this.name = 'AppError'
    this.code = code
    this.at = at
  }
}
