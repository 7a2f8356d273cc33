import { AppError } from '../../core/errors.ts'
import { asOf, instant } from '../database.ts'
import { change } from '../handoffs/change.ts'
import { wakeFirst } from '../handoffs/first-come.ts'
import { standingOffers } from '../handoffs/dealer-offers.ts'
import { lockHandoff } from '../handoffs/lock.ts'
import { moveHandoff } from '../handoffs/move.ts'
import { closeOffer } from '../handoffs/offer.ts'
import { line } from '../handoffs/tell.ts'
import { sharePlaces } from '../handoffs/waiters.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'

/** A time in which a seller gets no leads; instants in epoch ms. */
export interface Leave {
  id: string
  from: number
  until: number
}

/**
 * Notes a leave. What the seller is being asked about now goes to the next one, if the leave has begun; what he owns
 * stays his (`kindling leaver` or a pass moves it). The share is kept: nobody catches up afterwards.
 * @returns the leave, and how many of his leads wait for their first contact within it.
 * @throws AppError seller_unknown, leave_bad (it ends before it begins, or in the past)
 */
export async function addLeave(
  store: Store,
  sellerId: string,
  asked: { from: number; until: number },
): Promise<Leave & { uncontacted: number }> {
  const made = await store.db.transaction().execute(async (tx) => {
    const now = await store.clock.now(tx)
    const seller = await tx
      .selectFrom('sellers')
      .select('id')
      .where('id', '=', sellerId)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!seller) throw new AppError('seller_unknown')
    if (asked.until <= asked.from || asked.until <= now) throw new AppError('leave_bad', '/until')
    const { id } = await tx
      .insertInto('leaves')
      .values({
        seller_id: sellerId,
        from_at: instant(asked.from),
        until_at: instant(asked.until),
        created_at: instant(now),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { id, now }
  })
  if (asked.from <= made.now) await passOffersOn(store, sellerId, 'on leave')
  const { uncontacted } = await store.db
    .selectFrom('handoffs')
    .select((e) => e.fn.countAll<number>().as('uncontacted'))
    .where('owner_id', '=', sellerId)
    .where('state', '=', 'owned')
    .where('contacted_at', 'is', null)
    .where('contact_due_at', '<', asOf(asked.until))
    .executeTakeFirstOrThrow()
  return { id: made.id, ...asked, uncontacted: Number(uncontacted) }
}

/** What a seller of the house is being asked about goes to the next one. */
export async function passOffersOn(store: Store, sellerId: string, why: string): Promise<number> {
  const open = await store.db
    .selectFrom('offers')
    .select(['id', 'handoff_id'])
    .where('seller_id', '=', sellerId)
    .where('state', 'in', ['made', 'seen'])
    .execute()
  for (const offer of open) {
    await inMoment(
      store,
      (tx) => lockHandoff(tx, offer.handoff_id),
      async (m, held) => {
        const live = await m.tx
          .selectFrom('offers')
          .select('id')
          .where('id', '=', offer.id)
          .where('state', 'in', ['made', 'seen'])
          .executeTakeFirst()
        if (!live) return
        await closeOffer(m, live, 'withdrawn', why)
        await line(m, held.handoff, 'offer withdrawn', { seller: sellerId, why })
        const asked = await standingOffers(m, held.handoff.id)
        // Others may be asked beside: a dealer's colleagues, bidders.
        if (held.handoff.state === 'offered' && asked.length === 0) await change(m, held, { state: 'open' })
        await moveHandoff(m, held)
        m.wakes.set(`handoff/${held.handoff.id}`, { type: 'handoff' })
      },
    )
  }
  return open.length
}

/** A seller's leaves that are not over, the first one first. @throws AppError seller_unknown */
export async function listLeaves(store: Store, sellerId: string): Promise<Leave[]> {
  const { db } = store
  const known = await db.selectFrom('sellers').select('id').where('id', '=', sellerId).executeTakeFirst()
  if (!known) throw new AppError('seller_unknown')
  return db
    .selectFrom('leaves')
    .select(['id', 'from_at as from', 'until_at as until'])
    .where('seller_id', '=', sellerId)
    .where('until_at', '>', asOf(await store.clock.now(db)))
    .orderBy('from_at')
    .execute()
}

/**
 * Ends a leave now, or takes back one that has not begun. Whoever waits for room looks again.
 * @throws AppError leave_unknown
 */
export async function endLeave(store: Store, sellerId: string, id: string): Promise<void> {
  await inMoment(
    store,
    async (tx) => {
      await sharePlaces({ tx })
      await tx.selectFrom('sellers').select('id').where('id', '=', sellerId).forNoKeyUpdate().execute()
      return tx
        .selectFrom('leaves')
        .selectAll()
        .where('id', '=', id)
        .where('seller_id', '=', sellerId)
        .executeTakeFirst()
    },
    async (m, leave) => {
      if (!leave || leave.until_at <= m.now) throw new AppError('leave_unknown')
      if (leave.from_at >= m.now) await m.tx.deleteFrom('leaves').where('id', '=', id).execute()
      else
        await m.tx
          .updateTable('leaves')
          .set({ until_at: instant(m.now) })
          .where('id', '=', id)
          .execute()
      await wakeFirst(m)
    },
  )
}
