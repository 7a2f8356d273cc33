import { marksOf } from '../../core/erasure/marks.ts'
import { scrub } from '../../core/sales/scrub.ts'
import { sql } from 'kysely'
import { addressHash } from '../address-hash.ts'
import { audit } from '../audit.ts'
import { instant, json, type Tx } from '../database.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import { accountsOf } from '../transact.ts'
import { type Counts, emptyAtOnce } from './empty.ts'
import { lockPerson, type Named } from './person.ts'
import type { Sought } from './sought.ts'
import { endConsents, endHandoffs, endJourneys, endMail, endTasks, refuseAll } from './withdraw.ts'

/**
 * Takes a person out (GDPR art. 17; 152-FZ art. 21): in one transaction nobody reads of them any more, nothing acts for them any
 * more, and all that names them is gone from every table but the long ones; those follow in batches by the worker. The same
 * person again changes nothing and gives the same erasure.
 * An address that nobody has is refused for mail all the same, and remembered by its hash.
 * @param named by id, or by address in its normal form; all records that share an address are one person
 * @throws AppError lead_unknown
 */
export async function erase(
  store: Store,
  named: Named,
  { actor, why = null }: { actor: string; why?: string | null },
): Promise<{ id: string; fresh: boolean }> {
  return inMoment(
    store,
    (tx) => lockPerson(tx, named),
    async (m, person) => {
      if ('erasure' in person) return { id: person.erasure, fresh: false }
      const { leads, addresses } = person
      const order = { by: actor, why, at: m.now, hashes: addresses.map(addressHash), words: addresses }
      return { id: await takeOut(m, leads, order), fresh: true }
    },
  )
}

/** An erasure as it is ordered. `at`: epoch ms of business time; `id`: where it is done again after a restore. */
export interface Order {
  id?: string
  by: string
  why: string | null
  at: number
  hashes: string[]
  /** What else the person goes by. */
  words?: string[]
  /** Files that are to go besides those of the leads. */
  files?: string[]
}

/** Takes these leads out, whose locks and whose companies' the caller holds. @returns the id of the erasure */
export async function takeOut(m: Moment, leads: string[], order: Order): Promise<string> {
  const { sought, names } = await soughtOf(m.tx, leads, order.words ?? [])
  const why = order.why === null ? null : scrub(order.why, { people: names, companies: [] })
  const { id } = await m.tx
    .insertInto('erasures')
    .values({
      ...(order.id && { id: order.id }),
      asked_at: instant(order.at),
      by: order.by,
      why,
      told: json(await toldOf(m.tx, leads)),
      sought: json(sought),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await remember(m.tx, id, leads, order)
  await refuseAll(m, order.hashes)
  const counts = leads.length === 0 ? {} : await withdraw(m, leads)
  await m.tx
    .updateTable('erasures')
    .set({ counts: json(counts) })
    .where('id', '=', id)
    .execute()
  for (const subject of leads.length > 0 ? leads : ['nobody known'])
    await audit(m.tx, m.now, { actor: order.by, action: 'lead.erased', subject, data: { erasure: id, why } })
  return id
}

async function withdraw(m: Moment, leads: string[]): Promise<Counts> {
  await endJourneys(m, leads)
  await endHandoffs(m, leads)
  await endTasks(m, leads)
  await endMail(m, leads)
  await m.tx
    .updateTable('accounts')
    .set({ main_contact_id: null })
    .where('main_contact_id', 'in', leads)
    .execute()
  await m.tx
    .updateTable('leads')
    .set({ erased_at: instant(m.now), updated_at: instant(m.now) })
    .where('id', 'in', leads)
    .execute()
  const counts = await emptyAtOnce(m.tx, leads)
  await endConsents(m, leads)
  return counts
}

/** What stays for good: ids and hashes, by which a restored backup is erased again. Files are noted, and go by the worker. */
async function remember(tx: Tx, id: string, leads: string[], { hashes, files = [] }: Order): Promise<void> {
  await sql`insert into erased_leads (lead_id, erasure_id) select lead, ${id}::uuid from unnest(${leads}::uuid[]) lead`.execute(
    tx,
  )
  await sql`insert into erased_addresses (address_hash, erasure_id)
    select hash, ${id}::uuid from unnest(${hashes}::text[]) hash on conflict do nothing`.execute(tx)
  await sql`insert into erased_files (stored_as, erasure_id)
    select stored_as, ${id}::uuid from files where lead_id = any(${leads}::uuid[])
    union select file, ${id}::uuid from unnest(${files}::text[]) file on conflict do nothing`.execute(tx)
  await sql`delete from files where lead_id = any(${leads}::uuid[])`.execute(tx)
}

async function soughtOf(
  tx: Tx,
  leads: string[],
  words: string[],
): Promise<{ sought: Sought; names: string[] }> {
  const { rows } = await sql<{ kind: string; value: string }>`
    select kind, value from lead_keys where lead_id = any(${leads}::uuid[])
    union select 'email', email from leads where id = any(${leads}::uuid[]) and email is not null
    union select 'phone', phone from leads where id = any(${leads}::uuid[]) and phone is not null
    union select 'name', name from leads where id = any(${leads}::uuid[]) and name is not null`.execute(tx)
  const of = (...kinds: string[]) => rows.filter(({ kind }) => kinds.includes(kind)).map(({ value }) => value)
  const names = of('name')
  const others = rows.filter(({ kind }) => kind !== 'name' && kind !== 'phone').map(({ value }) => value)
  const things = await sql<{ thing: string }>`
    select thing from journeys where lead_id = any(${leads}::uuid[]) and thing is not null
    union select thing from handoffs where lead_id = any(${leads}::uuid[]) and thing is not null
    union select kind || ':' || id from things where lead_id = any(${leads}::uuid[])`.execute(tx)
  return {
    names,
    sought: {
      marks: marksOf({ words: [...leads, ...others, ...words], names, phones: of('phone') }),
      accounts: await accountsOf(tx, leads),
      things: things.rows.map(({ thing }) => thing),
    },
  }
}

/** Who saw the contacts, and which exchange put calls through: they are to be told too (GDPR art. 19). */
async function toldOf(tx: Tx, leads: string[]): Promise<Record<string, string[]>> {
  const { rows } = await sql<{
    dealers: string[] | null
    sellers: string[] | null
    exchanges: string[] | null
  }>`
    with hand as (select id from handoffs where lead_id = any(${leads}::uuid[]))
    select
      (select array_agg(distinct dealer_id::text) from reveals where handoff_id in (select id from hand) and dealer_id is not null) as dealers,
      (select array_agg(distinct seller_id::text) from reveals where handoff_id in (select id from hand)) as sellers,
      (select array_agg(distinct provider) from calls where lead_id = any(${leads}::uuid[])) as exchanges`.execute(
    tx,
  )
  return Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([, all]) => all !== null)) as Record<
    string,
    string[]
  >
}
