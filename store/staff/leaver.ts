import { AppError } from '../../core/errors.ts'
import { byTurn } from '../../core/sales/shares.ts'
import { instant, type Tx } from '../database.ts'
import { unableNow } from '../handoffs/able.ts'
import { change } from '../handoffs/change.ts'
import { giveLead, giveTo } from '../handoffs/give.ts'
import { lockHandoff } from '../handoffs/lock.ts'
import { lockAble, lockThere } from '../handoffs/lock-able.ts'
import { moveHandoff } from '../handoffs/move.ts'
import { line } from '../handoffs/tell.ts'
import { takeBack } from '../handoffs/take-back.ts'
import { lockPlaces } from '../handoffs/waiters.ts'
import { inMoment, type Moment } from '../moment.ts'
import { retrying } from '../retrying.ts'
import type { SellerRow } from '../sellers.ts'
import type { Store } from '../store.ts'
import { lockLead } from '../transact.ts'
import { passOffersOn } from './leaves.ts'
import { countShare, houseTeam, LEVELS, lineOf, settleReturns, shareOf } from './shares.ts'

const WHY = 'the seller left'

/** What went to others. */
export interface Moved {
  handoffs: number
  leads: number
  tasks: number
  accounts: number
  offers: number
}

/**
 * Somebody leaves for good: no key, link or session of his is good any more, and his leads with their clocks and
 * promises, tasks, companies and people go to `to`, or, without it, to the others by their shares; what nobody has room
 * for is open again. Each lead moves in a transaction of its own; said twice, it goes on where it stopped.
 * @throws AppError seller_unknown (also at `/to`), pass_self (`to` is the leaver, or of another company)
 */
export async function moveLeaver(store: Store, id: string, { to }: { to?: string } = {}): Promise<Moved> {
  const heir = await retrying(() =>
    store.db.transaction().execute(async (tx) => {
      const heir = await letGo(tx, id, to)
      await skipMailTo(tx, id, await store.clock.now(tx))
      return heir?.id ?? null
    }),
  )
  const moved: Moved = { handoffs: 0, leads: 0, tasks: 0, accounts: 0, offers: 0 }
  moved.offers = await passOffersOn(store, id, WHY)
  const { db } = store
  const owned = await db
    .selectFrom('handoffs')
    .select('id')
    .where('owner_id', '=', id)
    .where('state', '=', 'owned')
    .orderBy('opened_at')
    .execute()
  for (const handoff of owned) {
    await moveHandoffOn(store, handoff.id, id, heir)
    moved.handoffs++
  }
  for (const leadId of await leadsOf(store, id)) {
    const { tasks, lead } = await moveLead(store, leadId, id, heir)
    moved.tasks += tasks
    moved.leads += lead ? 1 : 0
  }
  moved.accounts = await retrying(() => db.transaction().execute((tx) => moveAccounts(tx, id, heir)))
  return moved
}

async function moveAccounts(tx: Tx, leaver: string, heir: string | null): Promise<number> {
  const next = await heirNow({ tx }, heir)
  const { numUpdatedRows } = await tx
    .updateTable('accounts')
    .set({ owner_id: next?.dealer_id === null ? next.id : null })
    .where('owner_id', '=', leaver)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

/** Whoever was to have it all, locked; null also where he left meanwhile: what he has by then is on its way to others. */
const heirNow = async (m: Pick<Moment, 'tx'>, heir: string | null): Promise<SellerRow | null> =>
  heir === null ? null : ((await lockThere(m, heir)) ?? null)

async function letGo(tx: Tx, id: string, to: string | undefined): Promise<SellerRow | null> {
  const ids = { leaver: await idOf(tx, id), heir: to === undefined ? null : await idOf(tx, to, '/to') }
  // Ids ascending: of two who leave to each other at once one waits.
  const locked = await tx
    .selectFrom('sellers')
    .selectAll()
    .where('id', 'in', ids.heir === null ? [ids.leaver] : [ids.leaver, ids.heir])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  const leaver = locked.find((one) => one.id === ids.leaver)
  if (!leaver) throw new AppError('seller_unknown')
  const heir = locked.find((one) => one.id === ids.heir) ?? null
  if (heir && (heir.id === leaver.id || !heir.active || heir.dealer_id !== leaver.dealer_id))
    throw new AppError('pass_self', '/to')
  await tx.updateTable('sellers').set({ active: false }).where('id', '=', leaver.id).execute()
  await tx
    .updateTable('sellers')
    .set({ head_id: heir?.id ?? leaver.head_id })
    .where('head_id', '=', leaver.id)
    .execute()
  if (heir?.head_id === leaver.id)
    await tx.updateTable('sellers').set({ head_id: leaver.head_id }).where('id', '=', heir.id).execute()
  await tx.deleteFrom('sessions').where('seller_id', '=', leaver.id).execute()
  await tx.deleteFrom('sign_ins').where('seller_id', '=', leaver.id).execute()
  return heir
}

/** Leads' contacts stand in a seller's mail: none of it goes to somebody who left. */
const skipMailTo = (tx: Tx, seller: string, now: number) =>
  tx
    .updateTable('messages')
    .set({ status: 'skipped', reason: WHY, left_at: instant(now) })
    .where('seller_id', '=', seller)
    .where('status', 'in', ['queued', 'retry'])
    .execute()

async function idOf(tx: Tx, ref: string, at?: string): Promise<string> {
  const seller = await tx
    .selectFrom('sellers')
    .select('id')
    .where(ref.includes('@') ? 'email' : 'id', '=', ref)
    .executeTakeFirst()
  if (!seller) throw new AppError('seller_unknown', at)
  return seller.id
}

async function moveHandoffOn(
  store: Store,
  handoffId: string,
  leaver: string,
  heir: string | null,
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockHandoff(tx, handoffId, { account: 'update' }),
    async (m, held) => {
      const { handoff } = held
      if (handoff.owner_id !== leaver || handoff.state !== 'owned') return
      // Before any seller is locked: the others may be asked next, and whoever waits is woken.
      await lockPlaces(m)
      const next = (await heirNow(m, heir)) ?? (await colleague(m, leaver, handoff.dealer_id))
      if (next) await giveTo(m, held, next, { why: WHY, clock: 'keep' })
      else {
        const dealers = handoff.dealer_id !== null
        await takeBack(m, held, WHY)
        if (dealers) await change(m, held, { stage: 'house', winner_bid: null })
      }
      await moveHandoff(m, held)
      m.wakes.set(`handoff/${handoffId}`, { type: 'handoff' })
    },
  )
}

/** Who gets a lead without an heir: of the house by share, of a dealer whoever has fewest. Null: nobody has room. */
async function colleague(m: Moment, leaver: string, dealerId: string | null): Promise<SellerRow | null> {
  if (dealerId === null) return byShare(m, leaver)
  const people = await peopleOf(m.tx, dealerId)
  return firstAble(m, people, { unable: await unableNow(m, people), first: ([fewest]) => fewest })
}

/** Whoever is next by share, of the leaver's own level before others. It counts, or one person would get all. */
async function byShare(m: Moment, leaver: string): Promise<SellerRow | null> {
  const team = await houseTeam(m.tx)
  const unable = await unableNow(m, team)
  await settleReturns(m, team, (id) => unable.get(id) !== 'on leave')
  const { level } = await m.tx
    .selectFrom('sellers')
    .select('level')
    .where('id', '=', leaver)
    .executeTakeFirstOrThrow()
  const own = lineOf({ level })
  // Shares are compared within one level alone.
  for (const line of [own, ...LEVELS.filter((one) => one !== own)]) {
    const first = (able: SellerRow[]) => byTurn(able.map(shareOf))[0]
    const people = team.filter((one) => lineOf(one) === line)
    const seller = await firstAble(m, people, { unable, first })
    if (seller) {
      await countShare(m.tx, seller.id)
      return seller
    }
  }
  return null
}

/** The first of them who has room, locked. */
async function firstAble(
  m: Moment,
  people: readonly SellerRow[],
  { unable, first }: Choice,
): Promise<SellerRow | null> {
  let able = people.filter((one) => !unable.has(one.id))
  for (;;) {
    const next = first(able)
    if (!next) return null
    const seller = await lockAble(m, next.id)
    if (typeof seller === 'object') return seller
    able = able.filter((one) => one.id !== next.id)
  }
}

interface Choice {
  unable: ReadonlyMap<string, unknown>
  first: (able: SellerRow[]) => { id: string } | undefined
}

const peopleOf = (tx: Tx, dealerId: string): Promise<SellerRow[]> =>
  tx
    .selectFrom('sellers')
    .selectAll()
    .where('dealer_id', '=', dealerId)
    .where('active', '=', true)
    .orderBy((e) =>
      e
        .selectFrom('handoffs')
        .whereRef('handoffs.owner_id', '=', 'sellers.id')
        .where('handoffs.state', '=', 'owned')
        .select((f) => f.fn.countAll().as('n')),
    )
    .orderBy('id')
    .execute()

async function leadsOf({ db }: Store, seller: string): Promise<string[]> {
  const rows = await db
    .selectFrom('leads')
    .select('id')
    .where('owner_id', '=', seller)
    .where('erased_at', 'is', null)
    .union(
      db
        .selectFrom('tasks')
        .select('lead_id as id')
        .where('seller_id', '=', seller)
        .where('status', '=', 'open'),
    )
    .union(
      db
        .selectFrom('handoffs')
        .select('lead_id as id')
        .where('wanted_seller', '=', seller)
        .where('state', '<>', 'closed'),
    )
    .execute()
  return rows.map((row) => row.id).sort()
}

/** What has no hand-off: the lead itself, its tasks, whom a hand-off wanted first. */
async function moveLead(
  store: Store,
  leadId: string,
  leaver: string,
  heir: string | null,
): Promise<{ tasks: number; lead: boolean }> {
  return inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    async (m, lead) => {
      const mine = lead.owner_id === leaver
      // Without an heir the open tasks go to whoever has the lead now, else to the head's list.
      const next = (await heirNow(m, heir))?.id ?? (mine ? null : lead.owner_id)
      const { tasks } = await giveLead(m, { lead }, leaver, next)
      const open = await m.tx
        .updateTable('handoffs')
        .set({ wanted_seller: next })
        .where('lead_id', '=', leadId)
        .where('wanted_seller', '=', leaver)
        .where('state', '<>', 'closed')
        .returningAll()
        .execute()
      for (const handoff of open) await line(m, handoff, 'wanted somebody who left', { seller: next })
      return { tasks, lead: mine }
    },
  ).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'lead_erased') return { tasks: 0, lead: false }
    throw error
  })
}
