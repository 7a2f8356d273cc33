import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { instant, type Tx } from '../database.ts'
import { filePath } from '../files.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { accountsOf, lockAccounts } from '../transact.ts'
import { takeOut } from './erase.ts'
import { type ErasedEntry, listedErasures } from './erased-files.ts'
import { lockLeads } from './person.ts'

/** What came of doing erasures again. */
export interface Again {
  /** Entries of the list. */
  listed: number
  /** Of these the database did not know. */
  again: number
  /** Leads that were there again. */
  leads: number
}

/**
 * Does every erasure of the list again that this database does not know: it was restored from a backup that is older. Leads go by
 * their ids, and by their addresses where they were made before the erasure; whoever came back afterwards stays. Files that were put
 * back go in any case. The worker's round finishes them.
 */
export async function eraseAgain(store: Store, { dataDir }: { dataDir: string }): Promise<Again> {
  const entries = await listedErasures(dataDir)
  const done: Again = { listed: entries.length, again: 0, leads: 0 }
  for (const entry of entries) {
    for (const file of entry.files) await rm(filePath(dataDir, file), { force: true })
    const leads = await again(store, entry)
    if (leads === null) continue
    done.again += 1
    done.leads += leads
  }
  return done
}

/** @returns how many leads; null where the database knows of the erasure */
async function again(store: Store, entry: ErasedEntry): Promise<number | null> {
  return inMoment(
    store,
    async (tx) => {
      const known = await tx.selectFrom('erasures').select('id').where('id', '=', entry.id).executeTakeFirst()
      if (known) return null
      const leads = await stillThere(tx, entry)
      await lockAccounts(tx, await accountsOf(tx, leads), 'update')
      return lockLeads(tx, leads)
    },
    async (m, leads) => {
      if (leads === null) return null
      const { id, by, why, addresses, files } = entry
      await takeOut(m, leads, { id, by, why, at: Date.parse(entry.at), hashes: addresses, files })
      await sql`insert into erased_leads (lead_id, erasure_id)
        select lead, ${id}::uuid from unnest(${entry.leads}::uuid[]) lead on conflict do nothing`.execute(
        m.tx,
      )
      return leads.length
    },
  )
}

async function stillThere(tx: Tx, { leads, addresses, at }: ErasedEntry): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with known as (
      select lead_id as id, value as address from lead_keys where kind = 'email'
      union all select id, email from leads where email is not null)
    select id from leads where id = any(${leads}::uuid[])
    union select l.id from known join leads l on l.id = known.id
    where l.created_at <= ${instant(Date.parse(at))}
      and encode(sha256(convert_to('kindling address ' || known.address, 'UTF8')), 'hex') = any(${addresses}::text[])
    order by 1`.execute(tx)
  return rows.map(({ id }) => id)
}
