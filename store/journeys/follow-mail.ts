import type { Moment } from '../moment.ts'
import { wakeJourney } from './control.ts'

/** Less than this counts as no difference (rule 9 of the language). */
const NONE_MS = 60_000

/** A mail as its row was, and when it will leave now (epoch ms). */
export interface Retimed {
  mail: { key: string; journey_id: string | null; due_at: number }
  dueAt: number
}

/** Mails will leave at another time than was said: journeys that count their wait from one are told to re-time. */
export async function retimeAfterMails(m: Moment, all: Retimed[]): Promise<void> {
  const moved = new Map<string, string>()
  for (const { mail, dueAt } of all)
    if (mail.journey_id && Math.abs(dueAt - mail.due_at) >= NONE_MS) moved.set(mail.key, mail.journey_id)
  if (moved.size === 0) return
  const journeys = await m.tx
    .selectFrom('journeys')
    .select(['id', 'position'])
    .where('id', 'in', [...new Set(moved.values())])
    .where('status', '=', 'running')
    .orderBy('id')
    .execute()
  for (const { id, position } of journeys)
    if (moved.get(position.wait?.afterMail ?? '') === id) await wakeJourney(m, id)
}

/** The same of one mail. */
export const retimeAfterMail = (m: Moment, mail: Retimed['mail'], dueAt: number): Promise<void> =>
  retimeAfterMails(m, [{ mail, dueAt }])
