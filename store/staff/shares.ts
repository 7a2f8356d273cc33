import { type Share, startFor } from '../../core/sales/shares.ts'
import { asOf, instant, type Tx } from '../database.ts'
import type { SellerRow } from '../sellers.ts'

/** A seller as the line for the next lead sees one. */
export const shareOf = (seller: Pick<SellerRow, 'id' | 'weight' | 'share_taken' | 'share_start'>): Share => ({
  id: seller.id,
  weight: seller.weight,
  taken: seller.share_taken,
  start: seller.share_start,
})

/** The active sellers of the house, by id. Marketers get no leads. */
export const houseTeam = (tx: Tx): Promise<SellerRow[]> =>
  tx
    .selectFrom('sellers')
    .selectAll()
    .where('active', '=', true)
    .where('dealer_id', 'is', null)
    .where('role', '=', 'seller')
    .orderBy('id')
    .execute()

/** Where the count of somebody begins who joins the house team or comes back to it. */
export async function startInTeam(tx: Tx, own: Share, { comesBack = true } = {}): Promise<number> {
  const others = (await houseTeam(tx)).filter(({ id }) => id !== own.id).map(shareOf)
  return startFor(own, others, { comesBack })
}

/**
 * Begins anew the share of everybody whose leave is over, once a leave: whoever was away catches nothing up. `here`: who
 * is not on leave now. The rows it changes are locked, and `team` is kept in step.
 */
export async function settleReturns(
  { tx, now }: { tx: Tx; now: number },
  team: SellerRow[],
  here: (id: string) => boolean,
): Promise<void> {
  const over = await tx
    .selectFrom('leaves')
    .select('seller_id')
    .distinct()
    .where('back_at', 'is', null)
    .where('until_at', '<=', asOf(now))
    .orderBy('seller_id')
    .execute()
  const back = new Set(over.map((leave) => leave.seller_id))
  for (const seller of team.filter(({ id }) => back.has(id) && here(id))) {
    const [locked] = await tx
      .selectFrom('sellers')
      .selectAll()
      .where('id', '=', seller.id)
      .forNoKeyUpdate()
      .execute()
    const settled = await tx
      .updateTable('leaves')
      .set({ back_at: instant(now) })
      .where('seller_id', '=', seller.id)
      .where('back_at', 'is', null)
      .where('until_at', '<=', asOf(now))
      .executeTakeFirst()
    if (!locked || settled.numUpdatedRows === 0n) continue
    const others = team.filter(({ id }) => id !== seller.id && here(id) && !back.has(id))
    seller.share_taken = locked.share_taken
    seller.share_start = startFor(shareOf(locked), others.map(shareOf))
    await tx
      .updateTable('sellers')
      .set({ share_start: seller.share_start })
      .where('id', '=', seller.id)
      .execute()
  }
}

/** One more lead by share. The caller holds the seller's lock. */
export const countShare = (tx: Tx, id: string) =>
  tx
    .updateTable('sellers')
    .set((e) => ({ share_taken: e('share_taken', '+', 1) }))
    .where('id', '=', id)
    .execute()
