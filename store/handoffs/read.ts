import { AppError } from '../../core/errors.ts'
import type { Release, Words } from '../../core/release/release.ts'
import { outcomeWords, reasonWords } from '../../core/sales/ending-words.ts'
import type { Db } from '../database.ts'
import { newestRelease } from '../releases.ts'
import { readSeller } from '../sellers.ts'
import type { HandoffRow } from './lock.ts'
import { routeOf } from './route.ts'
import { seesAll } from './story-for.ts'

/** A hand-off with all that became of it, for the API. Instants in epoch ms; ids only, no personal data. */
export type HandoffView = ReturnType<typeof viewOf> & History & { labels: EndingLabels }

/** What people call the outcome and its reason, by language; null where there is none, or no label. */
interface EndingLabels {
  outcome: Words | null
  reason: Words | null
}

interface History {
  offers: {
    id: string
    seller: string
    dealer: string | null
    stage: string
    state: string
    rank: number
    round: number
    madeAt: number
    expiresAt: number
  }[]
  /** `dealer` and `seller` of a bid are null where somebody else's is shown to a dealer. */
  bids: {
    id: string
    dealer: string | null
    seller: string | null
    amount: number
    currency: string
    at: number
    state: string
  }[]
  calls: {
    id: string
    offer: string | null
    seller: string
    state: string
    askedAt: number
    seconds: number | null
  }[]
  reveals: { seller: string; dealer: string | null; at: number; why: string }[]
  /** From hand to hand; `to` null: taken back. */
  passes: { from: string | null; to: string | null; level: string | null; why: string; at: number }[]
}

/**
 * Reads a hand-off. A seller sees his own and those that were offered to him, of these only his own offer. Somebody of a
 * dealer sees nothing of other dealers but the amounts that were bid, and of the client nothing before the contacts open.
 * @throws AppError handoff_unknown
 */
export async function readHandoff(
  db: Db,
  id: string,
  { sellerId }: { sellerId: string | null },
): Promise<HandoffView> {
  const row = await db.selectFrom('handoffs').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('handoff_unknown')
  const history = await historyOf(db, id)
  const release = await newestRelease(db)
  if (sellerId === null) {
    const view = viewOf(row)
    return { ...view, ...history, labels: labelsOf(release, row, view) }
  }
  const seller = await readSeller(db, sellerId)
  const offers = history.offers.filter((one) => one.seller === sellerId)
  if (!seller || (row.owner_id !== sellerId && offers.length === 0)) throw new AppError('handoff_unknown')
  const own = <T extends { seller: string | null }>(all: T[]): T[] =>
    all.filter((one) => one.seller === sellerId)
  const bids = history.bids.map((bid) =>
    bid.dealer === seller.dealer_id ? bid : { ...bid, dealer: null, seller: null },
  )
  const seen = { offers, bids: offers.some(({ stage }) => stage === 'auction') ? bids : [] }
  const passes = history.passes.filter(({ from, to }) => from === sellerId || to === sellerId)
  const view = seesAll(row, seller) ? viewOf(row) : maskedView(row, seller.dealer_id)
  const labels = labelsOf(release, row, view)
  return { ...view, ...seen, labels, calls: own(history.calls), reveals: own(history.reveals), passes }
}

function labelsOf(
  release: Release,
  row: HandoffRow,
  { outcome, reason }: { outcome: string | null; reason: string | null },
): EndingLabels {
  const { dispositions } = routeOf({ release }, row)
  return {
    outcome: outcome === null ? null : outcomeWords(dispositions, outcome),
    reason: outcome === null || reason === null ? null : reasonWords(dispositions, outcome, reason),
  }
}

async function historyOf(db: Db, id: string): Promise<History> {
  const offers = await db
    .selectFrom('offers')
    .selectAll()
    .where('handoff_id', '=', id)
    .orderBy('rank')
    .execute()
  const bids = await db
    .selectFrom('bids')
    .selectAll()
    .where('handoff_id', '=', id)
    .orderBy('amount')
    .execute()
  const calls = await db
    .selectFrom('calls')
    .selectAll()
    .where('handoff_id', '=', id)
    .orderBy('asked_at')
    .execute()
  const reveals = await db
    .selectFrom('reveals')
    .selectAll()
    .where('handoff_id', '=', id)
    .orderBy('at')
    .execute()
  const passes = await db
    .selectFrom('passes')
    .select(['from_seller as from', 'to_seller as to', 'level', 'why', 'at'])
    .where('handoff_id', '=', id)
    .orderBy('id')
    .execute()
  return {
    passes,
    offers: offers.map((offer) => ({
      id: offer.id,
      seller: offer.seller_id,
      dealer: offer.dealer_id,
      stage: offer.stage,
      state: offer.state,
      rank: offer.rank,
      round: offer.round,
      madeAt: offer.made_at,
      expiresAt: offer.expires_at,
    })),
    bids: bids.map((bid) => ({
      id: bid.id,
      dealer: bid.dealer_id,
      seller: bid.seller_id,
      amount: bid.amount,
      currency: bid.currency,
      at: bid.at,
      state: bid.state,
    })),
    calls: calls.map((call) => ({
      id: call.id,
      offer: call.offer_id,
      seller: call.seller_id,
      state: call.state,
      askedAt: call.asked_at,
      seconds: call.seconds,
    })),
    reveals: reveals.map((one) => ({
      seller: one.seller_id,
      dealer: one.dealer_id,
      at: one.at,
      why: one.why,
    })),
  }
}

/** What another dealer hears of who has it and what became of it. */
const ANOTHERS = {
  owner: null,
  dealer: null,
  outcome: null,
  reason: null,
  ownedAt: null,
  contactDueAt: null,
  contactedAt: null,
  closedAt: null,
  revealedAt: null,
}

/** What is left of a hand-off for a dealer that does not have it: that it is there, and whether it may still be had. */
function maskedView(row: HandoffRow, dealer: string | null): ReturnType<typeof viewOf> {
  const over = row.state === 'owned' || row.state === 'closed' || row.stage === 'house'
  return {
    ...viewOf(row),
    account: null,
    thing: null,
    rule: null,
    journey: null,
    state: over ? 'closed' : row.state,
    stage: over ? 'house' : row.stage,
    mode: '',
    askedAgainAt: null,
    fullUntil: null,
    waitsSince: null,
    followUpAt: null,
    nextStep: null,
    takeBackAt: null,
    ...(row.dealer_id === dealer ? {} : ANOTHERS),
  }
}

function viewOf(row: HandoffRow) {
  return {
    id: row.id,
    lead: row.lead_id,
    account: row.account_id,
    thing: row.thing,
    route: row.route,
    rule: row.rule,
    mode: row.mode,
    stage: row.stage,
    state: row.state,
    owner: row.owner_id,
    dealer: row.dealer_id,
    journey: row.journey_id,
    outcome: row.outcome,
    reason: row.reason,
    round: row.round,
    openedAt: row.opened_at,
    ownedAt: row.owned_at,
    revealedAt: row.revealed_at,
    contactDueAt: row.contact_due_at,
    contactedAt: row.contacted_at,
    closedAt: row.closed_at,
    askedAgainAt: row.again_at,
    closesAt: row.closes_at,
    fullUntil: row.full_until,
    waitsSince: row.full_until === null ? null : row.waits_since,
    followUpAt: row.follow_up_at,
    nextStep: row.next_step,
    takeBackAt: row.take_back_at,
  }
}
