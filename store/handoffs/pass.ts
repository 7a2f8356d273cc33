import { AppError } from '../../core/errors.ts'
import { byTurn } from '../../core/sales/shares.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import { countShare, houseTeam, LEVELS, lineOf, settleReturns, shareOf } from '../staff/shares.ts'
import type { Store } from '../store.ts'
import { unableNow } from './able.ts'
import { giveTo } from './give.ts'
import { checkOwner, type Held, lockHandoff } from './lock.ts'
import { lockAble } from './lock-able.ts'
import { moveHandoff } from './move.ts'
import { keepPromises, type NewPromise } from './promises.ts'
import { sharePlaces } from './waiters.ts'

type Level = NonNullable<SellerRow['level']>

/** How a lead is passed on: to somebody by id or address, to a level, or, with neither, to the next level. */
export interface Pass {
  to?: string
  level?: Level
  why: string
  promises?: readonly NewPromise[]
}

/**
 * Its owner passes a lead on, with all that was promised to it as a checklist. The new owner's clock of the first
 * contact starts now, and the lead is told who calls. Somebody of a dealer passes on inside the dealer alone.
 * @returns who has it now.
 * @throws AppError handoff_unknown (also another seller's), handoff_state, seller_unknown, pass_self, pass_nobody
 */
export async function passOn(
  store: Store,
  id: string,
  pass: Pass,
  by: { sellerId: string | null },
): Promise<{ seller: string }> {
  return inMoment(
    store,
    (tx) => lockHandoff(tx, id, { account: 'update' }),
    async (m, held) => {
      const { handoff } = held
      checkOwner(held, by)
      if (handoff.state !== 'owned' || handoff.owner_id === null) throw new AppError('handoff_state')
      // Before the seller is locked: his predecessor has one less, and whoever waits is woken.
      await sharePlaces(m)
      const owner = await sellerBy(m, handoff.owner_id)
      const seller =
        pass.to === undefined ? await ofLevel(m, owner, pass.level) : await named(m, owner, pass.to)
      await keepPromises(m, held, pass.promises ?? [], by.sellerId ?? owner.id)
      await giveTo(m, held, seller, { why: pass.why, clock: 'anew', level: seller.level })
      await companyGoesAlong(m, held, owner.id, seller)
      await moveHandoff(m, held)
      m.wakes.set(`handoff/${id}`, { type: 'handoff' })
      return { seller: seller.id }
    },
  )
}

const sellerBy = (m: Moment, id: string): Promise<SellerRow> =>
  m.tx.selectFrom('sellers').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

async function named(m: Moment, owner: SellerRow, to: string): Promise<SellerRow> {
  const seller = await m.tx
    .selectFrom('sellers')
    .selectAll()
    .where(to.includes('@') ? 'email' : 'id', '=', to)
    .forNoKeyUpdate()
    .executeTakeFirst()
  // Who works at another dealer is nobody's business: it answers as if there were no such person.
  if (!seller || (owner.dealer_id !== null && seller.dealer_id !== owner.dealer_id))
    throw new AppError('seller_unknown', '/to')
  const foreign = seller.dealer_id !== owner.dealer_id
  if (seller.id === owner.id || foreign || !seller.active || seller.role === 'marketer')
    throw new AppError('pass_self', '/to')
  return seller
}

async function ofLevel(m: Moment, owner: SellerRow, asked?: Level): Promise<SellerRow> {
  const level = asked ?? LEVELS[LEVELS.indexOf(lineOf(owner)) + 1]
  if (level === undefined || owner.dealer_id !== null) throw new AppError('pass_nobody', '/level')
  const team = await houseTeam(m.tx)
  const unable = await unableNow(m, team)
  await settleReturns(m, team, (id) => unable.get(id) !== 'on leave')
  let able = team.filter((one) => one.level === level && one.id !== owner.id && !unable.has(one.id))
  for (;;) {
    const [turn] = byTurn(able.map(shareOf))
    if (!turn) throw new AppError('pass_nobody', '/level')
    const seller = await lockAble(m, turn.id)
    if (typeof seller === 'object') {
      await countShare(m.tx, seller.id)
      return seller
    }
    able = able.filter((one) => one.id !== turn.id)
  }
}

/** The company's owner changes with its lead. */
async function companyGoesAlong(m: Moment, { lead }: Held, from: string, to: SellerRow): Promise<void> {
  if (lead.account_id === null || to.dealer_id !== null) return
  await m.tx
    .updateTable('accounts')
    .set({ owner_id: to.id })
    .where('id', '=', lead.account_id)
    .where('owner_id', '=', from)
    .execute()
}
