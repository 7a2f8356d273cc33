import { DateTime } from 'luxon'
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../../core/errors.ts'
import { minorUnits } from '../../../core/sales/money.ts'
import { placeBid } from '../../../store/auctions/bid.ts'
import { askCall } from '../../../store/calls/ask.ts'
import { dispose } from '../../../store/handoffs/disposition.ts'
import { holdMail } from '../../../store/handoffs/hold-mail.ts'
import { planNext } from '../../../store/handoffs/next-step.ts'
import { noteContact } from '../../../store/handoffs/note-contact.ts'
import { handoffPage } from '../../../store/handoffs/page.ts'
import { keptPromise } from '../../../store/handoffs/promises.ts'
import { acceptOffer } from '../../../store/offers/accept.ts'
import { declineOffer } from '../../../store/offers/decline.ts'
import { readSeller } from '../../../store/sellers.ts'
import type { Store } from '../../../store/store.ts'
import type { ApiDeps } from '../../deps.ts'
import { line, someLine, text } from '../../schemas.ts'
import type { Grant } from '../sales-links.ts'
import type { SalesWord } from './words.ts'

const HOUR = 3_600_000
const WEEK = 7 * 24 * 3_600_000
/** When a lead that asked for a day is spoken with again: local hour of the seller. */
const MORNING = 9

/** Why a step was not taken: how the page is shown again, with which word; null where the page says it by itself. */
export interface Said {
  status: number
  word: SalesWord | null
  code: ErrorCode
}

type Step = (deps: ApiDeps, grant: Grant, body: unknown) => Promise<unknown>

// An input that was left empty comes as an empty text.
const left = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())
const declined = z.looseObject({ reason: left(line(500)) })
const bidden = z.looseObject({ amount: someLine(50), currency: z.string().regex(/^[A-Z]{3}$/) })
const disposed = z.looseObject({
  outcome: line(100),
  reason: left(line(500)),
  until: left(z.iso.date()),
  note: left(text(5000)),
})
const planned = z.looseObject({ day: z.iso.date(), step: left(line(500)) })
const ticked = z.looseObject({ promise: z.uuid() })

/** What a form says, as its schema has it. @throws AppError bad_input */
export function formOf<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const found = schema.safeParse(body ?? {})
  if (!found.success) throw new AppError('bad_input')
  return found.data
}

const zoneOf = async ({ db }: Store, grant: Grant): Promise<string> =>
  (await readSeller(db, grant.seller))?.zone ?? 'UTC'

const morningIn = (zone: string, day: string): number =>
  DateTime.fromISO(day, { zone }).set({ hour: MORNING }).toMillis()

/** The seller's morning of a day; of today, whose morning is over mostly, in an hour. */
async function fromNowOn(store: Store, grant: Grant, day: string): Promise<number> {
  const [zone, now] = [await zoneOf(store, grant), await store.clock.now(store.db)]
  const today = DateTime.fromMillis(now, { zone }).toISODate()
  const morning = morningIn(zone, day)
  return day === today ? Math.max(morning, now + HOUR) : morning
}

/** What may be done with an offer, by the last part of its address. */
export const OFFER_STEPS: Record<string, Step> = {
  accept: ({ store }, grant) => acceptOffer(store, grant.id, grant.seller),
  decline: ({ store }, grant, body) =>
    declineOffer(store, grant.id, grant.seller, formOf(declined, body).reason),
  call: async ({ store, telephony }, grant) => {
    if (!telephony) throw new AppError('no_telephony')
    await askCall(store, telephony, grant.id, grant.seller)
  },
  bid: async ({ store }, grant, body) => {
    const { amount: written, currency } = formOf(bidden, body)
    const amount = minorUnits(written, currency)
    if (amount === null || amount === 0) throw new AppError('bad_input', '/amount')
    await placeBid(store, grant.id, grant.seller, { amount, currency })
  },
}

/** What may be done with a lead that one has. */
export const LEAD_STEPS: Record<string, Step> = {
  call: async ({ store, telephony }, grant) => {
    if (!telephony) throw new AppError('no_telephony')
    const { offer } = await handoffPage(store, grant.id, grant.seller)
    if (!offer) throw new AppError('phone_missing')
    await askCall(store, telephony, offer.id, grant.seller)
  },
  contacted: ({ store }, grant) => noteContact(store, grant.id, { sellerId: grant.seller }),
  disposition: async ({ store }, grant, body) => {
    const { outcome, reason, until, note } = formOf(disposed, body)
    const ending = {
      outcome,
      ...(reason && { reason }),
      ...(until && { until: morningIn(await zoneOf(store, grant), until) }),
      ...(note && { note }),
    }
    await dispose(store, grant.id, ending, { sellerId: grant.seller })
  },
  next: async ({ store }, grant, body) => {
    const { day, step } = formOf(planned, body)
    const at = await fromNowOn(store, grant, day)
    await planNext(store, grant.id, { at, ...(step && { step }) }, { sellerId: grant.seller })
  },
  hold: ({ store }, grant) => holdMail(store, grant.id, { sellerId: grant.seller, forMs: WEEK }),
  release: ({ store }, grant) => holdMail(store, grant.id, { sellerId: grant.seller, forMs: null }),
  kept: ({ store }, grant, body) =>
    keptPromise(store, grant.id, formOf(ticked, body).promise, { sellerId: grant.seller }),
}

/** Refusals that the page explains by showing how things stand, with a word or without. */
const EXPECTED: Partial<Record<ErrorCode, { status: number; word: SalesWord | null }>> = {
  offer_over: { status: 409, word: null },
  offer_auction: { status: 409, word: null },
  offer_no_auction: { status: 409, word: null },
  lead_erased: { status: 409, word: null },
  handoff_state: { status: 409, word: null },
  task_over: { status: 409, word: null },
  conflict: { status: 409, word: 'wrongText' },
  bid_low: { status: 409, word: 'bidLow' },
  bid_leads: { status: 409, word: 'bidLeads' },
  bid_currency: { status: 422, word: 'bidBad' },
  day_bad: { status: 422, word: 'dayBad' },
  bad_input: { status: 422, word: 'wrongText' },
  reason_unknown: { status: 422, word: null },
  outcome_unknown: { status: 422, word: null },
  promise_unknown: { status: 409, word: null },
  call_running: { status: 409, word: 'callRuns' },
  phone_missing: { status: 409, word: 'noPhone' },
  no_telephony: { status: 503, word: 'noCall' },
  unavailable: { status: 503, word: 'noCall' },
}

/** Takes a step; null where it went well. What is somebody else's is thrown on: offer_unknown, handoff_unknown. */
export async function takeStep(work: Promise<unknown>): Promise<Said | null> {
  try {
    await work
    return null
  } catch (error) {
    const expected = error instanceof AppError ? EXPECTED[error.code] : undefined
    if (!expected || !(error instanceof AppError)) throw error
    const word = error.code === 'bad_input' && error.at === '/amount' ? 'bidBad' : expected.word
    return { ...expected, word, code: error.code }
  }
}
