import { sql } from 'kysely'
import { nextMail, type Waiting } from '../../core/plan/next-mail.ts'
import { dayOf, daysBefore } from '../../core/time/day.ts'
import type { Db } from '../database.ts'
import { PAUSED } from '../lanes/state.ts'
import { newestRelease, readPlan } from '../releases.ts'
import type { Store } from '../store.ts'

/** Mails that leave on a day; `day` null: a pause keeps them back, and nobody knows for how long. `known: 'queued'`: they are in the ledger; `'planned'`: their journeys wait for that day. */
export interface CalendarEntry {
  day: string | null
  known: 'queued' | 'planned'
  /** Null where it is not known yet: the next of a track, or as a condition decides. */
  template: string | null
  /** Said where `template` is null: `next(know-how)`, or `as a condition decides`. */
  instead: string | null
  sequence: string | null
  topic: string
  /** Known of mail in the ledger alone: a planned one gets its lane when it is queued. */
  lane: string | null
  mails: number
  /** How many of them a pause or a breaker keeps back. */
  held: number
}

/** What leaves within so many days, today first. Days of `zone`, the default one. */
export interface MailCalendar {
  at: number
  zone: string
  days: string[]
  entries: CalendarEntry[]
}

/**
 * What leaves in the days to come: all mail in the ledger that has not left, what is late on today, what is paused on no day, and the next mail of every
 * journey that waits for one of these days, if nothing happens meanwhile. What a journey mails after that, what facts and
 * broadcasts begin, and what hours and caps will postpone is not in it.
 */
export async function mailCalendar(store: Store, { days }: { days: number }): Promise<MailCalendar> {
  const at = await store.clock.now(store.db)
  const { zone } = (await newestRelease(store.db)).defaults
  const today = dayOf(at, zone)
  const all = Array.from({ length: days }, (_, n) => daysBefore(today, -n))
  const range = { zone, today, last: all.at(-1) ?? today }
  const entries = [...(await queued(store.db, range)), ...(await planned(store.db, range))]
  const order = (one: CalendarEntry) =>
    `${one.day} ${one.template ?? one.instead} ${one.sequence} ${one.lane}`
  return { at, zone, days: all, entries: entries.sort((a, b) => (order(a) < order(b) ? -1 : 1)) }
}

interface Range {
  zone: string
  today: string
  last: string
}

// The instant after the last day, as the database counts days of a zone.
const endOf = ({ last, zone }: Range) => sql`((${last}::date + 1)::timestamp at time zone ${zone})`
const dayIn = (column: string, { zone, today }: Range) =>
  sql<string>`greatest((${sql.ref(column)} at time zone ${zone})::date, ${today}::date)`

async function queued(db: Db, range: Range): Promise<CalendarEntry[]> {
  // When a pause ends nobody knows: what stands there meanwhile is only when to ask again.
  const paused = sql<boolean>`(m.held_since is not null and m.reason like ${`${PAUSED}%`})`
  const day = sql<string | null>`case when not ${paused} then ${dayIn('m.due_at', range)} end`
  const rows = await db
    .selectFrom('messages as m')
    .leftJoin('journeys as j', 'j.id', 'm.journey_id')
    .select([day.as('day'), 'm.template', 'j.sequence', 'm.topic', 'm.lane'])
    .select((e) => e.fn.countAll<number>().as('mails'))
    .select(sql<number>`count(m.held_since)`.as('held'))
    .where('m.place', 'in', ['due', 'open'])
    .where(sql<boolean>`(m.due_at < ${endOf(range)} or ${paused})`)
    .groupBy([sql`1`, 'm.template', 'j.sequence', 'm.topic', 'm.lane'])
    .execute()
  return rows.map((row) => ({ ...row, known: 'queued', instead: null, topic: row.topic ?? '' }))
}

interface Group {
  day: string
  sequence: string
  plan_hash: string
  standing: Waiting
  mails: number
}

// Journeys of one plan in one place mail the same, so the plan is asked once for all of them.
async function planned(db: Db, range: Range): Promise<CalendarEntry[]> {
  const { rows } = await sql<Group>`
    select ${dayIn('wait_at', range)} as day, sequence, plan_hash, count(*) as mails,
      jsonb_build_object('at', position->'at', 'loops', case when place is null then '{}'::jsonb else
        jsonb_build_object(position->>'at', jsonb_build_object('kind', place->'kind', 'done', place->'done')) end) as standing
    from journeys, lateral (select position->'loops'->(position->>'at') as place) l
    where status = 'running' and least(wait_at, wake_at) < ${endOf(range)} and wait_at < ${endOf(range)}
    group by 1, 2, 3, 5`.execute(db)
  const entries: CalendarEntry[] = []
  for (const { day, sequence, plan_hash, standing, mails } of rows) {
    const plan = await readPlan(db, plan_hash)
    const mail = nextMail(plan, standing)
    if (!mail) continue
    const template = 'template' in mail ? mail.template : null
    const instead = 'track' in mail ? `next(${mail.track})` : template ? null : 'as a condition decides'
    const same = entries.find(
      (one) =>
        one.day === day && one.sequence === sequence && one.template === template && one.instead === instead,
    )
    if (same) same.mails += mails
    else
      entries.push({
        day,
        known: 'planned',
        template,
        instead,
        sequence,
        topic: plan.topic,
        lane: null,
        mails,
        held: 0,
      })
  }
  return entries
}
