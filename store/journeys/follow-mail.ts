import type { Moment } from '../moment.ts'
import { wakeJourney } from './control.ts'

/** Less than this counts as no difference (rule 9 of the language). */
const NONE_MS = 60_000

/** A mail will leave at another time than was said: the journey that counts its wait from it is told to re-time. */
export async function retimeAfterMail(
  m: Moment,
  mail: { key: string; journey_id: string | null; due_at: number },
  dueAt: number,
): Promise<void> {
  if (!mail.journey_id || Math.abs(dueAt - mail.due_at) < NONE_MS) return
  const journey = await m.tx
    .selectFrom('journeys')
    .select('position')
    .where('id', '=', mail.journey_id)
    .where('status', '=', 'running')
    .executeTakeFirst()
  if (journey?.position.wait?.afterMail === mail.key) await wakeJourney(m, mail.journey_id)
}
