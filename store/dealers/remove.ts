import { lockHandoff } from '../handoffs/lock.ts'
import { change } from '../handoffs/change.ts'
import { moveHandoff } from '../handoffs/move.ts'
import { takeBack } from '../handoffs/take-back.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { retrying } from '../retrying.ts'
import { lockDealer } from './dealers.ts'

const WHY = 'the dealer was removed'

/**
 * Takes a dealer out: nothing is offered to it from now on, its open offers are withdrawn, and its leads go to the house
 * team. What it did and what it owes stays on record; its people cannot answer any more. Said twice, it counts once.
 * @returns how many hand-offs moved on.
 * @throws AppError dealer_unknown
 */
export async function removeDealer(store: Store, id: string): Promise<{ moved: number }> {
  await retrying(() =>
    store.db.transaction().execute(async (tx) => {
      await lockDealer(tx, id)
      await tx.updateTable('dealers').set({ active: false }).where('id', '=', id).execute()
      await tx.updateTable('sellers').set({ active: false }).where('dealer_id', '=', id).execute()
    }),
  )
  const touched = await store.db
    .selectFrom('handoffs')
    .leftJoin('offers', (join) =>
      join.onRef('offers.handoff_id', '=', 'handoffs.id').on('offers.state', 'in', ['made', 'seen']),
    )
    .select('handoffs.id')
    .distinct()
    .where('handoffs.state', '<>', 'closed')
    .where((e) => e.or([e('handoffs.dealer_id', '=', id), e('offers.dealer_id', '=', id)]))
    .execute()
  for (const handoff of touched) await moveOn(store, handoff.id, id)
  return { moved: touched.length }
}

async function moveOn(store: Store, handoffId: string, dealer: string): Promise<void> {
  await inMoment(
    store,
    (tx) => lockHandoff(tx, handoffId),
    async (m, held) => {
      const { handoff } = held
      if (handoff.dealer_id === dealer && handoff.state === 'owned') {
        await takeBack(m, held, WHY)
        await change(m, held, { stage: 'house', winner_bid: null })
      }
      await moveHandoff(m, held)
      m.wakes.set(`handoff/${handoffId}`, { type: 'handoff' })
    },
  )
}
