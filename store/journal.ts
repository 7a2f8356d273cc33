import { sql } from 'kysely'
import { instant, json } from './database.ts'
import type { Moment } from './moment.ts'

/** What kind of line it is in the lead's story. */
export type JournalKind = 'decision' | 'mail' | 'score' | 'handoff' | 'task' | 'note'

/** A line of the lead's story. */
export interface JournalLine {
  leadId: string
  journeyId?: string | null
  kind: JournalKind
  data: Record<string, unknown>
}

/** Adds a line to the lead's flight recorder: what was decided, and on which values. */
export const journal = (moment: Moment, line: JournalLine): Promise<void> => journalAll(moment, [line])

/** Adds lines to the flight recorders of their leads, in this order, in one statement. */
export async function journalAll(moment: Moment, lines: JournalLine[]): Promise<void> {
  if (lines.length === 0) return
  const rows = lines.map(({ leadId, journeyId = null, kind, data }) => ({ leadId, journeyId, kind, data }))
  await sql`/* write-journal */ insert into journal (at, lead_id, journey_id, kind, data)
    select ${instant(moment.now)}, "leadId", "journeyId", kind, data
    from rows from (jsonb_to_recordset(${json(rows)})
      as ("leadId" uuid, "journeyId" uuid, kind text, data jsonb)) with ordinality as x order by ordinality`.execute(
    moment.tx,
  )
}
