import { sql } from 'kysely'
import { instant, json } from './database.ts'
import type { Moment } from './moment.ts'

/** Name of the pump that drains alarms, and of its workflow. */
export const ALARMS = 'alarms'

/** Sets (or moves) the alarm of a lead: `what` is due at this business instant, whether or not the lead is in a journey. */
export async function setAlarm(
  m: Moment,
  alarm: { leadId: string; what: string; at: number; data?: Record<string, unknown> },
): Promise<void> {
  await sql`insert into alarms (lead_id, what, at, data) values (${alarm.leadId}, ${alarm.what}, ${instant(alarm.at)}, ${json(alarm.data ?? {})})
    on conflict (lead_id, what) do update set at = excluded.at, data = excluded.data, tries = 0, code = null`.execute(
    m.tx,
  )
  m.pumps.set(ALARMS, Math.min(alarm.at, m.pumps.get(ALARMS) ?? alarm.at))
}
