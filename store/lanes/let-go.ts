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
 * Mail that was kept back by a pause that ended is due since then, a page in each transaction, in the order in which it takes slots, so
 * that no worse one is gone before the better one may go. Its lanes are told. The claim decides each: by what its sequence wants after a pause, and whether something else keeps it back. Whoever dies leaves the
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
    async (tx) => {
      const { rows } = await sql<Resume>`
        select scope, name, at, after_marketing, after_weight, after_expires::text, after_key from mail_resumes
        order by at limit 1 for update skip locked`.execute(tx)
      return rows[0]
    },
    async (m, resume) => (resume ? letGo(m, resume) : null),
  )

type Reached = Pick<
  Selectable<MailResumesTable>,
  'after_marketing' | 'after_weight' | 'after_expires' | 'after_key'
>
type Resume = PauseScope & Reached & { at: number }

/** The order of `beforeIn`, as far as an index can say it; what is alike in all of it goes by key. */
const weight = sql`(kind = 'marketing'), (-priority), (coalesce(expires_at, 'infinity')), key`

async function letGo(m: Moment, { scope, name, at, ...done }: Resume): Promise<number> {
  // Picked by weight and locked by key, as all lock mails. Arrays, so that each is found by its key, however long the ledger is.
  const { rows } = await sql<Reached & { lanes: string[] | null; n: number; picked: number }>`
    with pick as (
      select (kind = 'marketing') as marketing, -priority as weight, coalesce(expires_at, 'infinity') as expires, key
      from messages
      where held_since is not null and place = 'due' and due_at > ${instant(at)}
        and (${weight}) > (${done.after_marketing}::boolean, ${done.after_weight}::integer, ${done.after_expires}::timestamptz, ${done.after_key}::text)
        and ${whatRests({ scope, name }, m.release.defaults.sender)}
      order by ${weight} limit ${PAGE}),
    page as (
      select key from messages
      where key = any(array(select key from pick)) and held_since is not null and place = 'due' and due_at > ${instant(at)}
      order by key for no key update),
    due as (update messages set due_at = ${instant(at)} where key = any(array(select key from page)) returning lane)
    select marketing as after_marketing, weight as after_weight, expires::text as after_expires, key as after_key,
      (select array_agg(distinct lane) from due) as lanes,
      (select count(*) from page) as n, (select count(*) from pick) as picked
    from pick order by marketing desc, weight desc, expires desc, key desc limit 1`.execute(m.tx)
  const [row] = rows
  for (const lane of row?.lanes ?? []) wakeLane(m, lane, m.now)
  if (!row || row.picked < PAGE) await stopLettingGo(m.tx, { scope, name })
  else
    await m.tx
      .updateTable('mail_resumes')
      .set({
        after_marketing: row.after_marketing,
        after_weight: row.after_weight,
        after_expires: row.after_expires,
        after_key: row.after_key,
      })
      .where('scope', '=', scope)
      .where('name', '=', name)
      .execute()
  return row?.n ?? 0
}

function whatRests({ scope, name }: PauseScope, defaultSender: string): RawBuilder<unknown> {
  if (scope === 'lane') return sql`lane = ${name}`
  if (scope === 'sender') return sql`coalesce(sender, ${defaultSender}) = ${name}`
  return scope === 'topic' ? sql`topic = ${name}` : sql`true`
}
