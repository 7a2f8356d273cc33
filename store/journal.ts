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
  const at = instant(moment.now)
  await moment.tx
    .insertInto('journal')
    .values(
      lines.map((line) => ({
        at,
        lead_id: line.leadId,
        journey_id: line.journeyId ?? null,
        kind: line.kind,
        data: json(line.data),
      })),
    )
    .execute()
}
