import { sql } from 'kysely'
import { builtinFacts } from '../../core/facts/builtin.ts'
import { nearestName } from '../../core/facts/nearest.ts'
import type { Db } from '../../store/database.ts'
import type { Concern } from '../../store/mail-health/concerns.ts'
import { mailConcerns } from '../../store/mail-health/health.ts'
import { UNREADABLE } from '../../store/incoming/note-origin.ts'
import { stuckWakes } from '../../store/outbox.ts'
import { publishedOrNone } from '../../store/releases.ts'

/** Something that needs a person. `what` never changes its words, so that machines can look for it. */
export interface Finding {
  what:
    | 'part down'
    | 'nothing published'
    | 'unknown fact'
    | 'wake stuck'
    | 'journey parked'
    | 'hand-off parked'
    | 'erasure running'
    | 'fact marked'
    | 'alarm marked'
    | 'mail failed'
    | 'mail unknown'
    | 'answer for nobody'
    | 'mail unread'
    | Concern['what']
    | 'key faulty'
    | 'sender unsigned'
    | 'dkim record'
    | 'spf record'
    | 'dmarc record'
    | 'reverse dns'
    | 'link host'
    | 'bounce domain'
    | 'dns silent'
  /** Which one: a type, a sequence, a workflow id. Never a person. */
  name: string
  times: number
  /** What is wrong with it, and what to do. */
  advice: string
}

const rows = async (db: Db, query: ReturnType<typeof sql<Counted>>): Promise<Counted[]> =>
  (await query.execute(db)).rows
interface Counted {
  name: string
  code: string
  times: number
}

async function unknownFacts(db: Db): Promise<Finding[]> {
  const declared = Object.keys((await publishedOrNone(db))?.facts ?? {})
  const names = [...new Set([...declared, ...Object.keys(builtinFacts)])]
  const found = await rows(
    db,
    sql<Counted>`select type as name, '' as code, count(*) as times from facts where not known group by type order by 3 desc limit 50`,
  )
  return found
    .filter(({ name }) => !names.includes(name))
    .map(({ name, times }) => {
      const near = nearestName(name, names)
      const advice = near ? `did you mean ${near}?` : 'declare it in marketing/facts.ts, or stop sending it'
      return { what: 'unknown fact', name, times, advice: `no rule or sequence sees it: ${advice}` }
    })
}

async function concerns(db: Db): Promise<Finding[]> {
  const { rows } = await sql<{ now: number }>`select business_now() as now`.execute(db)
  return (await mailConcerns(db, rows[0]?.now ?? 0)).map((one) => ({ ...one, times: 1 }))
}

const counted = async (
  db: Db,
  what: Finding['what'],
  advice: (code: string) => string,
  query: ReturnType<typeof sql<Counted>>,
) =>
  (await rows(db, query)).map(
    ({ name, code, times }): Finding => ({ what, name, times, advice: advice(code) }),
  )

/** All that the database shows to be wrong, the worst first. */
export async function findings(db: Db): Promise<Finding[]> {
  const stuck = (await stuckWakes(db)).map(
    ({ id, tries, error }): Finding => ({
      what: 'wake stuck',
      name: id,
      times: tries,
      advice: `Temporal does not take it (${error ?? 'no answer'}): is it up, and the namespace there?`,
    }),
  )
  const parked = await counted(
    db,
    'journey parked',
    (code) => `${code}: correct what it stumbles over, then POST /v1/journeys/{id}/resume`,
    sql<Counted>`select sequence as name, coalesce(park_code, 'unknown') as code, count(*) as times from journeys
      where status = 'parked' group by 1, 2 order by 3 desc`,
  )
  const handoffs = await counted(
    db,
    'hand-off parked',
    (code) => `${code}: see the route in marketing/routing.ts`,
    sql<Counted>`select route as name, park_code as code, count(*) as times from handoffs
      where park_code is not null and state <> 'closed' group by 1, 2 order by 3 desc`,
  )
  const marked = await counted(
    db,
    'fact marked',
    (code) => `${code}: applying it failed five times and it was passed over`,
    sql<Counted>`select f.type as name, u.code, count(*) as times from unapplied u
      join facts f on f.id = u.fact_id and f.accepted_at = u.accepted_at where u.code is not null group by 1, 2 order by 3 desc`,
  )
  const alarms = await counted(
    db,
    'alarm marked',
    (code) => `${code}: what it would have done was passed over`,
    sql<Counted>`select split_part(what, ':', 1) as name, code, count(*) as times from alarms
      where code is not null group by 1, 2 order by 3 desc`,
  )
  const mail = await counted(
    db,
    'mail failed',
    (code) => `${code}: see the stories of these leads`,
    sql<Counted>`select template as name, coalesce(code, reason, 'no code') as code, count(*) as times from messages
      where status = 'failed' and queued_at > business_now() - interval '7 days' group by 1, 2 order by 3 desc limit 20`,
  )
  const doubtful = await counted(
    db,
    'mail unknown',
    () =>
      'the mail server went silent as it took these: they may have arrived, so they are not sent again; see its log, or wait for what it reports',
    sql<Counted>`select template as name, '' as code, count(*) as times from messages
      where place = 'unknown' and queued_at > business_now() - interval '7 days' group by 1 order by 3 desc limit 20`,
  )
  const answers = await counted(
    db,
    'answer for nobody',
    () =>
      'people answered, nobody owns these leads and nobody leads all sellers: give them owners, or set KINDLING_ALERTS_TO',
    sql<Counted>`select 'email.replied' as name, '' as code, count(*) as times from untold_replies
      join leads on leads.id = lead_id where erased_at is null having count(*) > 0`,
  )
  const unread = await counted(
    db,
    'mail unread',
    () => 'it lies in the mailbox still, and had no effect: look at it, and at the log of the worker',
    sql<Counted>`select source as name, '' as code, count(*) as times from incoming
      where kind = ${UNREADABLE} and at > business_now() - interval '7 days' group by 1`,
  )
  const erasing = await counted(
    db,
    'erasure running',
    () =>
      'for over an hour: is the worker up, may it write to its data folder, is mail of that person still on its way?',
    // Machine time: batches are the worker's work, not the person's.
    sql<Counted>`select id::text as name, '' as code, 1 as times from erasures
      where state = 'running' and begun_at < clock_timestamp() - interval '1 hour' limit 20`,
  )
  return [
    ...stuck,
    ...erasing,
    ...parked,
    ...handoffs,
    ...marked,
    ...alarms,
    ...(await concerns(db)),
    ...answers,
    ...mail,
    ...doubtful,
    ...unread,
    ...(await unknownFacts(db)),
  ]
}
