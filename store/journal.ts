import { instant, json } from './database.ts'
import type { Moment } from './moment.ts'

/** What kind of line it is in the lead's story. */
export type JournalKind = 'decision' | 'mail' | 'score' | 'handoff' | 'task' | 'note'

/** Adds a line to the lead's flight recorder: what was decided, and on which values. */
export async function journal(
  moment: Moment,
  line: { leadId: string; journeyId?: string | null; kind: JournalKind; data: Record<string, unknown> },
): Promise<void> {
  await moment.tx
    .insertInto('journal')
    .values({
      at: instant(moment.now),
      lead_id: line.leadId,
      journey_id: line.journeyId ?? null,
      kind: line.kind,
      data: json(line.data),
    })
    .execute()
}
