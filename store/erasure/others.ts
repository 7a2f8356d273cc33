import { sql } from 'kysely'
import { withoutWords } from '../../core/erasure/marks.ts'
import { json } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { Work } from './behind.ts'
import type { Counts } from './empty.ts'

/**
 * What others keep of the person's own facts: a colleague's journey that began by one remembers what it said, and so does an alarm that
 * has not rung yet. Numbers, instants and names of things stay, because the journey goes on by them.
 */
export async function stripOthers(m: Moment, { leads }: Work): Promise<Counts> {
  const kinds = Object.keys(m.release.things)
  const journeys = await sql<{ id: string; entry: Record<string, unknown> }>`
    select j.id, j.entry from facts f join journeys j on j.entry_fact = f.id
    where f.lead_id = any(${leads}::uuid[]) and j.lead_id <> all(${leads}::uuid[]) and j.entry <> '{}'
    order by j.id for no key update of j`.execute(m.tx)
  for (const { id, entry } of journeys.rows)
    await m.tx
      .updateTable('journeys')
      .set({ entry: json(withoutWords(entry, kinds)) })
      .where('id', '=', id)
      .execute()
  const alarms = await sql`
    delete from alarms a using facts f
    where f.lead_id = any(${leads}::uuid[]) and a.data ? 'fact' and a.data ->> 'fact' = f.id::text`.execute(
    m.tx,
  )
  return { journeys: journeys.rows.length, alarms: Number(alarms.numAffectedRows ?? 0) }
}
