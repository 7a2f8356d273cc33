import { AppError } from '../../core/errors.ts'
import { type Call, hear, type Heard } from '../../core/sales/call.ts'
import { maybeInstant } from '../database.ts'
import { recordFact } from '../facts/record.ts'
import { type Held, lockHandoff } from '../handoffs/lock.ts'
import { moveHandoff } from '../handoffs/move.ts'
import { closeOffer, withdrawOffers } from '../handoffs/offer.ts'
import { own } from '../handoffs/own.ts'
import { talkMs } from '../handoffs/terms.ts'
import { inMoment, type Moment } from '../moment.ts'
import { mayAnswer } from '../offers/answer.ts'
import { readSeller } from '../sellers.ts'
import type { Store } from '../store.ts'
import { type CallRow, callOf } from './running.ts'

/** An event of an exchange, by our id of the call or by the exchange's. */
export interface CallHeard extends Omit<Heard, 'at'> {
  call?: string
  providerCall?: string
  at?: number
  recording?: string
}

const FUTURE_MS = 5 * 60_000
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Takes in what an exchange says of a call. In any order and twice it comes to the same; a call that we never asked for
 * changes nothing. A talk of the set length through an open offer opens the contacts and takes the lead.
 * @throws AppError fact_future
 */
export async function hearCall(
  store: Store,
  provider: string,
  event: CallHeard,
): Promise<{ known: boolean }> {
  const found = await findCall(store, provider, event)
  if (!found) return { known: false }
  try {
    await inMoment(
      store,
      (tx) => lockHandoff(tx, found.handoff_id, { account: 'update' }),
      (m, held) => takeIn(m, held, found.id, event),
    )
  } catch (error) {
    // The lead is gone, and nobody may know of it any more.
    if (!(error instanceof AppError) || error.code !== 'lead_erased') throw error
  }
  return { known: true }
}

async function findCall({ db }: Store, provider: string, event: CallHeard) {
  const calls = db.selectFrom('calls').select(['id', 'handoff_id']).where('provider', '=', provider)
  if (event.call !== undefined)
    return UUID.test(event.call) ? calls.where('id', '=', event.call).executeTakeFirst() : undefined
  if (event.providerCall === undefined) return undefined
  return calls.where('provider_id', '=', event.providerCall).executeTakeFirst()
}

async function takeIn(m: Moment, held: Held, id: string, event: CallHeard): Promise<void> {
  const at = event.at ?? m.now
  if (at > m.now + FUTURE_MS) throw new AppError('fact_future', '/at')
  const row = await m.tx.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const before = callOf(row)
  const after = hear(before, { ...event, at: Math.min(at, m.now) })
  if (event.recording !== undefined && row.recording === null)
    await m.tx.updateTable('calls').set({ recording: event.recording }).where('id', '=', id).execute()
  if (after === before) return
  // As long as the call runs its offer is open: asked before the end is written down.
  const open = await openOffer(m, held, row)
  await m.tx
    .updateTable('calls')
    .set({
      state: after.state,
      answered_at: maybeInstant(after.answeredAt),
      ended_at: maybeInstant(after.endedAt),
      seconds: after.seconds,
    })
    .where('id', '=', id)
    .execute()
  await sayCall(m, held, row, after)
  if (open && after.state === 'ended' && (after.seconds ?? 0) * 1000 >= talkMs(held.handoff)) {
    await closeOffer(m, open.offer, 'accepted')
    await withdrawOffers(m, held.handoff.id)
    await own(m, held, open.seller, { offer: open.offer.id, why: 'talk' })
  }
  m.wakes.set(`handoff/${held.handoff.id}`, { type: 'handoff' })
  await moveHandoff(m, held)
}

/** The offer that the call was made through, if its seller may still answer it; an auctioned lead is bid for. */
async function openOffer(m: Moment, held: Held, call: CallRow) {
  if (call.offer_id === null) return null
  const offer = await m.tx.selectFrom('offers').selectAll().where('id', '=', call.offer_id).executeTakeFirst()
  const seller = await readSeller(m.tx, call.seller_id)
  if (!offer || !seller?.dealer_id || offer.stage === 'auction') return null
  return (await mayAnswer(m, { ...held, offer }, seller)) ? { offer, seller } : null
}

/** Each thing that became known of a call is one fact, whenever it becomes known. */
async function sayCall(m: Moment, { handoff }: Held, row: CallRow, call: Call): Promise<void> {
  const say = async (what: 'started' | 'ended' | 'missed', at: number | null, more: object = {}) =>
    recordFact(m, {
      type: `call.${what}`,
      leadId: handoff.lead_id,
      accountId: handoff.account_id,
      things: handoff.thing ? [handoff.thing] : [],
      at: at ?? m.now,
      key: `call/${row.id}/${what}`,
      props: { call: row.id, handoff: handoff.id, seller: row.seller_id, ...more },
    })
  if (call.answeredAt !== null && call.state !== 'missed') await say('started', call.answeredAt)
  if (call.state === 'ended' && call.seconds !== null)
    await say('ended', call.endedAt, { seconds: call.seconds, outcome: 'talked' })
  if (call.state === 'missed') await say('missed', call.endedAt)
}
