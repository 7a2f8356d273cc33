import { type Selectable, sql } from 'kysely'
import { thingValues } from '../store/things.ts'
import type { Moment } from '../store/moment.ts'
import type { Release } from '../core/release/release.ts'
import type { AccountsTable, SellersTable } from '../store/tables/people.ts'
import type { LeadRow, MessageRow } from './claim.ts'

export type SellerRow = Selectable<SellersTable>
type AccountRow = Selectable<AccountsTable>

/** A mail that was taken to be sent now, with all that its words are made of. */
export interface ClaimedMail {
  message: MessageRow
  release: Release
  lead: LeadRow | null
  account: AccountRow | null
  /** Who gets it, where that is a seller. */
  seller: SellerRow | null
  /** In whose name it goes. */
  from: SellerRow | null
  owner: SellerRow | null
  entry: Record<string, unknown>
  /** The journey's thing, `enquiry:E1`, and its fields by path. */
  thing: string | null
  thingValues: Record<string, unknown>
}

/** Reads the people and things that the mails speak of. */
export async function withReaders(
  m: Moment,
  messages: MessageRow[],
  leads: Map<string, LeadRow>,
): Promise<ClaimedMail[]> {
  const leadOf = (message: MessageRow) => (message.lead_id ? (leads.get(message.lead_id) ?? null) : null)
  const accounts = await byId(
    messages.map((message) => leadOf(message)?.account_id),
    (ids) => m.tx.selectFrom('accounts').selectAll().where(among(ids)).execute(),
  )
  const ownerOf = (message: MessageRow) =>
    leadOf(message)?.owner_id ?? accounts.get(leadOf(message)?.account_id ?? '')?.owner_id ?? null
  const sellers = await byId(
    messages.flatMap((message) => [message.seller_id, message.from_seller, ownerOf(message)]),
    (ids) => m.tx.selectFrom('sellers').selectAll().where(among(ids)).execute(),
  )
  const journeys = await byId(
    messages.map((message) => message.journey_id),
    (ids) =>
      m.tx
        .selectFrom('journeys')
        .modifyFront(sql`/* entries-of-mail */`)
        .select(['id', 'entry', 'thing'])
        .where(among(ids))
        .execute(),
  )
  const mails: ClaimedMail[] = []
  for (const message of messages) {
    const journey = message.journey_id ? journeys.get(message.journey_id) : undefined
    mails.push({
      message,
      release: m.release,
      lead: leadOf(message),
      account: accounts.get(leadOf(message)?.account_id ?? '') ?? null,
      seller: sellers.get(message.seller_id ?? '') ?? null,
      from: sellers.get(message.from_seller ?? '') ?? null,
      owner: sellers.get(ownerOf(message) ?? '') ?? null,
      entry: journey?.entry ?? {},
      thing: journey?.thing ?? null,
      thingValues: journey?.thing ? await thingValues(m.tx, journey.thing) : {},
    })
  }
  return mails
}

const among = (ids: string[]) => sql<boolean>`id = any(${ids}::uuid[])`

async function byId<R extends { id: string }>(
  ids: (string | null | undefined)[],
  read: (ids: string[]) => Promise<R[]>,
): Promise<Map<string, R>> {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))]
  const rows = wanted.length === 0 ? [] : await read(wanted)
  return new Map(rows.map((row) => [row.id, row]))
}
