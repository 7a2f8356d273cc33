import { ALARMS } from '../alarms.ts'
import { asOf, instant, json, type Tx } from '../database.ts'
import { codeOf } from '../facts/code.ts'
import { rescore } from '../facts/score.ts'
import { inMoment, type Moment } from '../moment.ts'
import { sleepPump, wakePumpRow } from '../pumps.ts'
import type { Store } from '../store.ts'
import { guarded, lockLead, type LockedLead } from '../transact.ts'
import { enrol, planNamed } from './enrol.ts'
import { ringTrigger } from './triggers.ts'

interface Alarm {
  lead_id: string
  what: string
  data: Record<string, unknown>
}

/** A ring that throws this often is marked with its code and passed over. */
const TRIES = 5
const BATCH = 50

/**
 * Rings due alarms, a lead a transaction, until none is due or the slice of machine time is over.
 * @param slice `until`: performance.now() at which to stop; `beat`: called after each lead.
 * @returns machine ms to sleep; null: until woken.
 */
export async function drainAlarms(
  store: Store,
  slice: { until: number; beat: () => void },
): Promise<number | null> {
  await wakePumpRow(store, ALARMS)
  while (performance.now() < slice.until) {
    const due = await dueLeads(store)
    if (due.length === 0) return sleepPump(store, ALARMS, () => earliest(store))
    for (const lead of due) {
      await ringFor(store, lead)
      slice.beat()
      if (performance.now() >= slice.until) break
    }
  }
  return 0
}

async function dueLeads(store: Store): Promise<string[]> {
  const now = await store.clock.now(store.db)
  const rows = await store.db
    .selectFrom('alarms')
    .select('lead_id')
    .where('code', 'is', null)
    .where('at', '<=', asOf(now))
    .orderBy('at')
    .limit(BATCH)
    .execute()
  return [...new Set(rows.map((row) => row.lead_id))]
}

async function earliest(store: Store): Promise<number | null> {
  const row = await store.db
    .selectFrom('alarms')
    .select('at')
    .where('code', 'is', null)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst()
  return row?.at ?? null
}

async function ringFor(store: Store, leadId: string): Promise<void> {
  await inMoment(
    store,
    (tx) => lockOrForget(tx, leadId),
    async (m, lead) => {
      if (!lead) return
      const due = await m.tx
        .deleteFrom('alarms')
        .where('lead_id', '=', leadId)
        .where('code', 'is', null)
        .where('at', '<=', asOf(m.now))
        .returning(['lead_id', 'what', 'data', 'tries', 'at'])
        .execute()
      for (const alarm of due) {
        const rang = await guarded(m.tx, () => ring(m, lead, alarm))
        if (!rang.ok) await putBack(m, alarm, codeOf(rang.error))
      }
    },
  )
}

// A lead that was erased or merged away has no alarms any more.
async function lockOrForget(tx: Tx, leadId: string): Promise<LockedLead | null> {
  try {
    return await lockLead(tx, leadId)
  } catch {
    await tx.deleteFrom('alarms').where('lead_id', '=', leadId).execute()
    return null
  }
}

async function ring(m: Moment, lead: LockedLead, alarm: Alarm): Promise<void> {
  const [what, sequence] = alarm.what.split(':')
  switch (what) {
    case 'cool':
      return rescore(m, lead)
    case 'trigger':
      return ringTrigger(m, lead, sequence ?? '', alarm.data['was'] === true)
    case 'enrol': {
      const props = (alarm.data['props'] ?? {}) as Record<string, unknown>
      const thing = (alarm.data['things'] as string[] | undefined)?.[0] ?? null
      await enrol(m, planNamed(m, sequence ?? ''), lead, { fact: null, thing, props })
      return
    }
    default:
      throw new Error(`no alarm is called ${what}`)
  }
}

async function putBack(m: Moment, alarm: Alarm & { tries: number; at: number }, code: string): Promise<void> {
  const tries = alarm.tries + 1
  await m.tx
    .insertInto('alarms')
    .values({
      lead_id: alarm.lead_id,
      what: alarm.what,
      at: instant(m.now + tries * 60_000),
      data: json(alarm.data),
      tries,
      code: tries >= TRIES ? code : null,
    })
    .execute()
}
