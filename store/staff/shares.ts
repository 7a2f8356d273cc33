import { type Share, startFor } from '../../core/sales/shares.ts'
import { asOf, type Db, instant, type Tx } from '../database.ts'
import type { SellerRow } from '../sellers.ts'

/** A seller as the line for the next lead sees one. */
export const shareOf = (seller: Pick<SellerRow, 'id' | 'weight' | 'share_taken' | 'share_start'>): Share => ({
  id: seller.id,
  weight: seller.weight,
  taken: seller.share_taken,
  start: seller.share_start,
})

/** The order in which a sale goes from hand to hand. */
export const LEVELS = ['finder', 'closer', 'keeper'] as const satisfies readonly SellerRow['level'][]

/** Whose shares are compared: those of finders (who gets new leads), of closers, of keepers. */
export const lineOf = ({ level }: { level: SellerRow['level'] }): NonNullable<SellerRow['level']> =>
  level ?? 'finder'

/** The active sellers of the house, by id. Marketers get no leads. */
export const houseTeam = (tx: Tx | Db): Promise<SellerRow[]> =>
  tx
    .selectFrom('sellers')
    .selectAll()
    .where('active', '=', true)
    .where('dealer_id', 'is', null)
    .where('role', '=', 'seller')
    .orderBy('id')
    .execute()

/** Where the count of somebody begins who joins the house team or comes back to it. */
export async function startInTeam(
  tx: Tx,
  own: Share & { level: SellerRow['level'] },
  { comesBack = true } = {},
): Promise<number> {
  const team = await houseTeam(tx)
  const others = team.filter((one) => one.id !== own.id && lineOf(one) === lineOf(own)).map(shareOf)
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
    if (!locked) continue
    seller.share_taken = locked.share_taken
    seller.share_start = locked.share_start
    // Somebody else did it since the team was read.
    if (settled.numUpdatedRows === 0n) continue
    const others = team.filter(
      (one) => one.id !== seller.id && lineOf(one) === lineOf(seller) && here(one.id) && !back.has(one.id),
    )
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
