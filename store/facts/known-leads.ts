import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { keyRows, type LeadKeys } from '../identity.ts'

/** A lead that a batch names, found beforehand. */
export interface KnownLead {
  leadId: string
  accountId: string | null
}

/** The one key by which a fact names its lead; null where it gives several, which are looked at one by one. */
function onlyKey(keys: LeadKeys | null): string | null {
  if (!keys || keys.id !== undefined) return null
  const [row, ...more] = keyRows(keys)
  return row && more.length === 0 ? name(row) : null
}

const name = ({ kind, value }: { kind: string; value: string }): string => `${kind} ${value}`

/**
 * Finds the leads of a batch in one statement: those that are named by one key and exist. What it does not find is for
 * `findOrMakeLead`.
 */
export async function knownLeads(
  tx: Tx,
  wanted: (LeadKeys | null)[],
): Promise<(keys: LeadKeys) => KnownLead | undefined> {
  const rows = wanted.flatMap((keys) => (keys && onlyKey(keys) ? keyRows(keys) : []))
  const { rows: found } = await sql<{ kind: string; value: string } & KnownLead>`
    select k.kind, k.value, l.id as "leadId", l.account_id as "accountId"
    from lead_keys k join leads l on l.id = k.lead_id
    where l.erased_at is null and (k.kind, k.value) in (
      select * from unnest(${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.value)}::text[]))`.execute(
    tx,
  )
  const known = new Map(found.map((row) => [name(row), row]))
  return (keys) => known.get(onlyKey(keys) ?? '')
}
