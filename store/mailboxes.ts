import { sql } from 'kysely'
import { type Db, json } from './database.ts'

/** How far a mailbox was read. `uidValidity` null: never yet. */
export interface MailboxPlace {
  uidValidity: number | null
  nextUid: number
}

/** A mailbox that cannot be read. `since` in epoch ms of machine time. */
export interface FailingMailbox {
  name: string
  since: number
  fault: string
  tries: number
}

// All of it is machine time: mailboxes are read by the clock of the wall, whatever business time does.
const LEASE = sql`clock_timestamp() + interval '2 minutes'`

/** Takes a mailbox for this reader, unless another has it or it is to rest after a failure: then null. */
export async function takeMailbox(db: Db, name: string, holder: string): Promise<MailboxPlace | null> {
  await db
    .insertInto('mailboxes')
    .values({ name })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { rows } = await sql<{ uid_validity: number | null; next_uid: number }>`
    update mailboxes set holder = ${holder}, lease_until = ${LEASE}
    where name = ${name} and (holder is null or holder = ${holder} or lease_until < clock_timestamp())
      and (next_try_at is null or next_try_at <= clock_timestamp())
    returning uid_validity, next_uid`.execute(db)
  const row = rows[0]
  return row ? { uidValidity: row.uid_validity, nextUid: row.next_uid } : null
}

/** Keeps how far it was read; a reader that lost its lease meanwhile takes nothing back. */
export async function markRead(
  db: Db,
  name: string,
  { uidValidity, nextUid }: { uidValidity: number; nextUid: number },
): Promise<void> {
  await sql`
    update mailboxes set lease_until = ${LEASE},
      next_uid = case when uid_validity is not distinct from ${uidValidity} then greatest(next_uid, ${nextUid}) else ${nextUid} end,
      uid_validity = ${uidValidity}
    where name = ${name}`.execute(db)
}

/** It was read to its end. @returns whether it had not answered before */
export async function mailboxWell(db: Db, name: string): Promise<boolean> {
  const { rows } = await sql<{ back: boolean }>`
    with before as (select name, failing_since from mailboxes where name = ${name} for no key update)
    update mailboxes set seen_at = clock_timestamp(), failing_since = null, code = null, tries = 0, next_try_at = null,
      holder = null, lease_until = null
    from before where mailboxes.name = before.name
    returning before.failing_since is not null as back`.execute(db)
  return rows[0]?.back ?? false
}

/**
 * It could not be read; it is asked again after half a minute, then after twice as long each time, a quarter of an hour at most.
 * @returns whether it answered before
 */
export async function mailboxFails(db: Db, name: string, fault: string): Promise<boolean> {
  const { rows } = await sql<{ tries: number }>`
    update mailboxes set failing_since = coalesce(failing_since, clock_timestamp()), code = ${fault}, tries = tries + 1,
      next_try_at = clock_timestamp() + least(interval '30 seconds' * 2 ^ least(tries, 20), interval '15 minutes'),
      holder = null, lease_until = null
    where name = ${name} returning tries`.execute(db)
  return rows[0]?.tries === 1
}

/** Mailboxes that are no longer in the configuration are nobody's concern. */
export async function keepMailboxes(db: Db, names: readonly string[]): Promise<void> {
  await sql`delete from mailboxes where not (name in (select jsonb_array_elements_text(${json(names)}::jsonb)))`.execute(
    db,
  )
}

/** Those that did not answer at the last try, the longest first. */
export async function failingMailboxes(db: Db): Promise<FailingMailbox[]> {
  const rows = await db
    .selectFrom('mailboxes')
    .select(['name', 'failing_since', 'code', 'tries'])
    .where('failing_since', 'is not', null)
    .orderBy('failing_since')
    .execute()
  return rows.map(({ name, failing_since, code, tries }) => ({
    name,
    since: failing_since ?? 0,
    fault: code ?? '',
    tries,
  }))
}
