import { type RawBuilder, type Selectable, sql } from 'kysely'
import { type Db, instant, type Tx } from '../database.ts'
import { wakeLane } from '../lanes.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import type { MailResumesTable } from '../tables/mail-world.ts'
import type { PauseScope } from './pauses.ts'

const PAGE = 2000
/** Pages of one round: a worker that is told to stop waits for no more. */
const PAGES = 5

/** From now on the mail that rested by this is let go of, behind: it may be very much. Asked again, it goes on where it is. */
export const beginLettingGo = ({ tx, now }: Moment, { scope, name }: PauseScope) =>
  tx
    .insertInto('mail_resumes')
    .values({ scope, name, at: instant(now) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/** It rests again: what has not been let go of stays where it is. */
export const stopLettingGo = (tx: Tx, { scope, name }: PauseScope) =>
  tx.deleteFrom('mail_resumes').where('scope', '=', scope).where('name', '=', name).execute()

/** How many mails are kept back of those that rest by this. */
export async function countHeld(db: Db, what: PauseScope, defaultSender: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from messages
    where held_since is not null and place = 'due' and ${whatRests(what, defaultSender)}`.execute(db)
  return rows[0]?.n ?? 0
}

/**
 * Mail that was kept back by a pause that ended is due since then, a page in each transaction, and its lanes are told. The
 * claim decides each: by what its sequence wants after a pause, and whether something else keeps it back. Whoever dies leaves the
 * rest to the next; several share the work.
 * @returns how many mails, at most ten thousand
 */
export async function letGoOfMail(store: Store): Promise<number> {
  let total = 0
  for (let page = 0; page < PAGES; page++) {
    const n = await letGoPage(store)
    if (n === null) break
    total += n
  }
  return total
}

/** Null: nothing is to be let go of, or others do it. */
const letGoPage = (store: Store): Promise<number | null> =>
  inMoment(
    store,
    (tx) =>
      tx
        .selectFrom('mail_resumes')
        .selectAll()
        .orderBy('at')
        .limit(1)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst(),
    async (m, resume) => (resume ? letGo(m, resume) : null),
  )

async function letGo(
  m: Moment,
  { scope, name, at, after_key }: Selectable<MailResumesTable>,
): Promise<number> {
  // The last key by the database's own order, which need not be ours.
  const { rows } = await sql<{ lanes: string[] | null; last: string | null; n: number }>`
    with page as (
      select key from messages
      where held_since is not null and place = 'due' and due_at > ${instant(at)} and key > ${after_key}
        and ${whatRests({ scope, name }, m.release.defaults.sender)}
      order by key limit ${PAGE} for no key update),
    due as (update messages set due_at = ${instant(at)} where key in (select key from page) returning lane)
    select (select array_agg(distinct lane) from due) as lanes, max(key) as last, count(*) as n from page`.execute(
    m.tx,
  )
  const { lanes, last, n } = rows[0] ?? { lanes: null, last: null, n: 0 }
  for (const lane of lanes ?? []) wakeLane(m, lane, m.now)
  if (n < PAGE || last === null) await stopLettingGo(m.tx, { scope, name })
  else
    await m.tx
      .updateTable('mail_resumes')
      .set({ after_key: last })
      .where('scope', '=', scope)
      .where('name', '=', name)
      .execute()
  return n
}

function whatRests({ scope, name }: PauseScope, defaultSender: string): RawBuilder<unknown> {
  if (scope === 'lane') return sql`lane = ${name}`
  if (scope === 'sender') return sql`coalesce(sender, ${defaultSender}) = ${name}`
  return scope === 'topic' ? sql`topic = ${name}` : sql`true`
}
