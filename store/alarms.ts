import { sql } from 'kysely'
import { instant, json } from './database.ts'
import type { Moment } from './moment.ts'

/** Name of the pump that drains alarms, and of its workflow. */
export const ALARMS = 'alarms'

/** Whose an alarm is: `lead:<id>`, `account:<id>` or `thing:<kind>:<id>`. */
export type Subject = `lead:${string}` | `account:${string}` | `thing:${string}`

/** What is due at an instant of business time, whether or not anybody is in a journey. */
export interface Alarm {
  subject: Subject
  what: string
  at: number
  data?: Record<string, unknown>
}

/** Sets (or moves) an alarm. */
export const setAlarm = (m: Moment, alarm: Alarm): Promise<void> => setAlarms(m, [alarm])

/** Sets (or moves) alarms, in one statement. */
export async function setAlarms(m: Moment, alarms: Alarm[]): Promise<void> {
  if (alarms.length === 0) return
  const rows = alarms.map(({ subject, what, at, data = {} }) => ({
    subject,
    lead: subject.startsWith('lead:') ? subject.slice('lead:'.length) : null,
    what,
    at: instant(at).toISOString(),
    data,
  }))
  await sql`insert into alarms (subject, lead_id, what, at, data)
    select subject, lead, what, at, data
    from jsonb_to_recordset(${json(rows)}) as x(subject text, lead uuid, what text, at timestamptz, data jsonb)
    order by subject, what
    on conflict (subject, what) do update set at = excluded.at, data = excluded.data, tries = 0, code = null`.execute(
    m.tx,
  )
  const first = alarms.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
  m.pumps.set(ALARMS, Math.min(first, m.pumps.get(ALARMS) ?? first))
}

/** Takes the alarms of a subject away that begin with this. */
export async function dropAlarms(m: Moment, subject: Subject, beginning: string): Promise<void> {
  await sql`delete from alarms where subject = ${subject} and starts_with(what, ${beginning})`.execute(m.tx)
}
