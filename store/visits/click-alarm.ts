import { setAlarm } from '../alarms.ts'
import type { Moment } from '../moment.ts'

/** Has the clicks of a mail judged at an instant of business time. The alarm needs no lock of the lead. */
export const setClickAlarm = (
  m: Moment,
  { leadId, key, at }: { leadId: string; key: string; at: number },
): Promise<void> =>
  setAlarm(m, { subject: `lead:${leadId}`, what: `click:${key}`, at, data: { message: key } })
