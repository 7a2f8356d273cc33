import { sql } from 'kysely'
import { type Marks, withoutMentions, withoutWords } from '../../core/erasure/marks.ts'
import { json, type Tx } from '../database.ts'
import type { Moment } from '../moment.ts'
import { splitThing, type ThingValue } from '../things.ts'
import type { Work } from './behind.ts'
import { stripFacts } from './companies.ts'
import type { Counts } from './empty.ts'
import { mentioning } from './mentioning.ts'

/**
 * Things that the person spoke of, and those of the person's companies. One that nobody else speaks of goes; another is no
 * longer this person's, and keeps no word that names the person; without a company it keeps no words at all.
 */
export async function stripThings(m: Moment, work: Work): Promise<Counts> {
  const { leads, sought } = work
  const { rows } = await sql<{ thing: string }>`
    select kind || ':' || id as thing from things
    where account_id = any(${sought.accounts}::uuid[])
      and (account_id = any(${await nameless(m.tx, sought.accounts)}::uuid[]) or ${mentioning('fields', sought.marks)})`.execute(
    m.tx,
  )
  const all = [...new Set([...sought.things, ...rows.map(({ thing }) => thing)])].sort()
  const counts = { things: 0, facts: 0 }
  for (const thing of all) {
    if (await stripThing(m.tx, thing, leads, sought.marks)) counts.things += 1
    counts.facts += await stripFacts(
      m.tx,
      sql`lead_id is null and things <> '{}' and things @> array[${thing}]`,
      sought.marks,
    )
  }
  return counts
}

interface Row {
  theirs: boolean
  /** No company stands behind it, or one that has no name any more. */
  alone: boolean
  fields: Record<string, ThingValue>
}

async function stripThing(tx: Tx, thing: string, leads: string[], marks: Marks): Promise<boolean> {
  const { kind, id } = splitThing(thing)
  const { rows } = await sql<Row>`
    select coalesce(t.lead_id = any(${leads}::uuid[]), false) as theirs, t.fields,
      coalesce(a.name, a.domain) is null and (a.id is not null or coalesce(t.lead_id = any(${leads}::uuid[]), false)) as alone
    from things t left join accounts a on a.id = t.account_id
    where t.kind = ${kind} and t.id = ${id} for no key update of t`.execute(tx)
  const [row] = rows
  if (!row) return false
  if (row.theirs && !(await spokenOf(tx, thing, leads))) {
    await tx.deleteFrom('things').where('kind', '=', kind).where('id', '=', id).execute()
    await tx.deleteFrom('alarms').where('subject', '=', `thing:${thing}`).execute()
    return true
  }
  const kept = row.alone ? wordless(row.fields) : withoutMentions(row.fields, marks)
  await tx
    .updateTable('things')
    .set({ fields: json(kept), ...(row.theirs && { lead_id: null }) })
    .where('kind', '=', kind)
    .where('id', '=', id)
    .execute()
  return row.theirs || JSON.stringify(kept) !== JSON.stringify(row.fields)
}

function wordless(fields: Record<string, ThingValue>): Record<string, ThingValue> {
  const values = Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]))
  const kept = withoutWords(values)
  return Object.fromEntries(Object.entries(fields).filter(([name]) => Object.hasOwn(kept, name)))
}

/** Those of the companies that were emptied. */
async function nameless(tx: Tx, accounts: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from accounts where id = any(${accounts}::uuid[]) and name is null and domain is null`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/** Whether anybody else, a company or another system speaks of it. */
async function spokenOf(tx: Tx, thing: string, leads: string[]): Promise<boolean> {
  const { rows } = await sql<{ spoken: boolean }>`
    select exists (select from facts where things <> '{}' and things @> array[${thing}] and (lead_id is null or lead_id <> all(${leads}::uuid[])))
      or exists (select from waits where subject = ${`thing:${thing}`}) as spoken`.execute(tx)
  return rows[0]?.spoken ?? false
}
