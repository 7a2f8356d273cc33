import { ALARMS, type Subject } from '../alarms.ts'
import { asOf, instant, json, type Tx } from '../database.ts'
import { codeOf } from '../facts/code.ts'
import { inMoment, type Moment } from '../moment.ts'
import { sleepPump, wakePumpRow } from '../pumps.ts'
import type { Store } from '../store.ts'
import { readThing } from '../things.ts'
import { guarded, type LockedLead, lockAccounts, lockIfThere, lockThings } from '../transact.ts'
import { type DueAlarm, ring } from './ring.ts'

/** A ring that throws this often is marked with its code and passed over. */
const TRIES = 5
/** Subjects rung side by side: enough to keep the database busy, and most of the pool free for others. */
const RINGERS = 4
const BATCH = 50

/**
 * Rings due alarms, those of a lead, company or thing in one transaction, until none is due or the slice of machine time
 * is over.
 * @param slice `until`: performance.now() at which to stop; `beat`: called after each of them.
 * @returns machine ms to sleep; null: until woken.
 */
export async function drainAlarms(
  store: Store,
  slice: { until: number; beat: () => void },
): Promise<number | null> {
  await wakePumpRow(store, ALARMS)
  while (performance.now() < slice.until) {
    const due = await dueSubjects(store)
    if (due.length === 0) return sleepPump(store, ALARMS, () => earliest(store))
    const waiting = due.values()
    const ringer = async () => {
      for (const subject of waiting) {
        await ringFor(store, subject)
        slice.beat()
        if (performance.now() >= slice.until) break
      }
    }
    await Promise.all(Array.from({ length: RINGERS }, ringer))
  }
  return 0
}

async function dueSubjects(store: Store): Promise<Subject[]> {
  const now = await store.clock.now(store.db)
  const rows = await store.db
    .selectFrom('alarms')
    .select('subject')
    .where('code', 'is', null)
    .where('at', '<=', asOf(now))
    .orderBy('at')
    .limit(BATCH)
    .execute()
  return [...new Set(rows.map((row) => row.subject))]
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

async function ringFor(store: Store, subject: Subject): Promise<void> {
  await inMoment(
    store,
    (tx) => lockOrForget(tx, subject),
    async (m, locked) => {
      if (!locked) return
      const due = await m.tx
        .deleteFrom('alarms')
        .where('subject', '=', subject)
        .where('code', 'is', null)
        .where('at', '<=', asOf(m.now))
        .returning(['what', 'data', 'tries', 'at'])
        .execute()
      for (const alarm of due) {
        const rang = await guarded(m.tx, () => ring(m, { subject, lead: locked.lead }, alarm))
        if (!rang.ok) await putBack(m, subject, alarm, codeOf(rang.error))
      }
    },
  )
}

// What was erased, merged away or deleted has no alarms any more. A company and a thing lock no person yet.
async function lockOrForget(tx: Tx, subject: Subject): Promise<{ lead: LockedLead | null } | null> {
  const id = subject.slice(subject.indexOf(':') + 1)
  if (subject.startsWith('lead:')) {
    const lead = await lockIfThere(tx, id)
    if (!lead) await forget(tx, subject)
    return lead && { lead }
  }
  const thing = subject.startsWith('thing:') ? await readThing(tx, id) : null
  if (subject.startsWith('thing:') && !thing) {
    await forget(tx, subject)
    return null
  }
  const accountId = thing ? thing.accountId : id
  if (accountId) await lockAccounts(tx, [accountId], 'update')
  if (thing) await lockThings(tx, [id], 'update')
  return { lead: null }
}

const forget = (tx: Tx, subject: Subject) => tx.deleteFrom('alarms').where('subject', '=', subject).execute()

async function putBack(
  m: Moment,
  subject: Subject,
  alarm: DueAlarm & { tries: number },
  code: string,
): Promise<void> {
  const tries = alarm.tries + 1
  await m.tx
    .insertInto('alarms')
    .values({
      subject,
      lead_id: subject.startsWith('lead:') ? subject.slice('lead:'.length) : null,
      what: alarm.what,
      at: instant(m.now + tries * 60_000),
      data: json(alarm.data),
      tries,
      code: tries >= TRIES ? code : null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
