import { AppError } from '../../core/errors.ts'
import { startAfter } from '../../core/sales/shares.ts'
import type { Tx } from '../database.ts'
import { wakeFirst } from '../handoffs/first-come.ts'
import { sharePlaces } from '../handoffs/waiters.ts'
import { inMoment } from '../moment.ts'
import { findHead, type SellerRow } from '../sellers.ts'
import type { Store } from '../store.ts'
import { lineOf, shareOf, startInTeam } from './shares.ts'

/** What may change of a seller. `openLeads`, `contactsADay`, `level`, `head`: null takes it away. */
export interface SellerChange {
  name?: string
  zone?: string
  country?: string | null
  lang?: string
  phone?: string | null
  weight?: number
  head?: string | null
  level?: SellerRow['level']
  openLeads?: number | null
  contactsADay?: number | null
}

/**
 * Changes a seller. A new weight keeps the place in the line: nobody else's share moves. Whoever waits for room looks again.
 * @throws AppError seller_unknown (also at `/head`)
 */
export async function changeSeller(store: Store, id: string, asked: SellerChange): Promise<void> {
  await inMoment(
    store,
    async (tx) => {
      await sharePlaces({ tx })
      const head = typeof asked.head === 'string' ? await findHead(tx, asked.head) : asked.head
      const seller = await tx
        .selectFrom('sellers')
        .selectAll()
        .where('id', '=', id)
        .forNoKeyUpdate()
        .executeTakeFirst()
      if (!seller) throw new AppError('seller_unknown')
      return { seller, head }
    },
    async (m, { seller, head }) => {
      const { openLeads, contactsADay, weight, head: _, ...plain } = asked
      await m.tx
        .updateTable('sellers')
        .set({
          // One column must be named; the id stays what it is.
          id,
          ...plain,
          ...(head !== undefined && { head_id: head === id ? null : head }),
          ...(openLeads !== undefined && { open_leads: openLeads }),
          ...(contactsADay !== undefined && { contacts_a_day: contactsADay }),
          ...((weight !== undefined || anew(seller, asked)) && {
            weight: weight ?? seller.weight,
            share_start: await startWith(m.tx, seller, asked),
          }),
        })
        .where('id', '=', id)
        .execute()
      await wakeFirst(m)
    },
  )
}

async function startWith(tx: Tx, seller: SellerRow, asked: SellerChange): Promise<number> {
  const weight = asked.weight ?? seller.weight
  const own = { ...shareOf(seller), weight, level: asked.level === undefined ? seller.level : asked.level }
  // Without a share, or in another line, there is no place to keep.
  if (seller.weight === 0 || lineOf(own) !== lineOf(seller)) return startInTeam(tx, own, { comesBack: false })
  const start = startAfter(shareOf(seller), weight)
  return anew(seller, asked) ? startInTeam(tx, { ...own, start }) : start
}

// Whoever was full, or changes the line, has nothing to catch up.
const anew = (seller: SellerRow, { openLeads, level }: SellerChange): boolean =>
  (level !== undefined && lineOf({ level }) !== lineOf(seller)) ||
  (seller.open_leads !== null && openLeads !== undefined && (openLeads ?? Infinity) > seller.open_leads)
