import { type RawBuilder, sql } from 'kysely'
import { endingText } from '../../core/sales/ending-words.ts'
import { quoted, readable } from '../../core/readers/words/speech.ts'
import { type Adrift, adrift, countAdrift } from '../adrift.ts'
import { instant, type Tx } from '../database.ts'
import { brief, type Lang } from '../handoffs/words.ts'
import type { Release } from '../../core/release/release.ts'
import { taskTitle } from '../task-title.ts'
import { DIGEST_WORDS, type DigestWord } from './words.ts'

/** One part of a digest: a title and a line for each of what it lists. Companies and colleagues, never a lead's name. */
export interface Section {
  title: string
  lines: Line[]
}

/** `lead`: whose page it leads to; empty for none. */
interface Line {
  text: string
  lead: string
}

const unlinked = (text: string): Line => ({ text, lead: '' })

/** Who reads, and what time it is about. Instants in epoch ms. */
export interface Reader {
  tx: Tx
  release: Release
  now: number
  /** The digest before this one. */
  since: number
  id: string
  zone: string
  lang: Lang
}

const MOST = 20
const DAY = 24 * 3_600_000
/** A digest is read in the morning: what is due until the next one stands in it. */
const AHEAD = DAY

interface Listed {
  who: string | null
  about: string
  at: number | null
  extra: string | null
}

const say = (word: DigestWord, { lang }: Reader): string => DIGEST_WORDS[word][lang]

function section(reader: Reader, title: DigestWord, rows: Listed[], instantWord?: DigestWord): Section[] {
  if (rows.length === 0) return []
  const lines = rows.slice(0, MOST).map(({ who, about, at, extra }) => {
    const when =
      at === null || !instantWord ? '' : `${say(instantWord, reader)} ${brief(at, reader.zone, reader.lang)}`
    return [who, about, extra, when].filter(Boolean).join(', ')
  })
  const more = rows.length > MOST ? [`${say('more', reader)} ${rows.length - MOST}`] : []
  return [{ title: say(title, reader), lines: [...lines, ...more].map(unlinked) }]
}

// A company's name is nobody's personal data; a lead without one goes by the beginning of its id.
const about = (reader: Reader) =>
  sql`coalesce(a.name, a.domain, ${`${say('lead', reader)} `} || left(h.lead_id::text, 8))`

async function handoffs(
  reader: Reader,
  where: RawBuilder<unknown>,
  { at, extra = sql`null::text` }: { at: RawBuilder<unknown>; extra?: RawBuilder<unknown> },
): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select coalesce(d.name || ': ', '') || s.name as who, ${about(reader)} as about, ${at} as at, ${extra} as extra
    from handoffs h left join accounts a on a.id = h.account_id left join sellers s on s.id = h.owner_id
      left join dealers d on d.id = h.dealer_id
    where ${where} order by ${at}, h.id limit ${MOST * 10}`.execute(reader.tx)
  return rows
}

const alone = (rows: Listed[]): Listed[] => rows.map((row) => ({ ...row, who: null }))

/** What a seller has to do: his own leads, tasks and promises. */
export async function ownSections(reader: Reader): Promise<Section[]> {
  const { id, now, tx } = reader
  const mine = sql`h.owner_id = ${id} and h.state = 'owned'`
  const fresh = sql`${mine} and h.contacted_at is null`
  const due = { at: sql`h.contact_due_at` }
  const late = await handoffs(reader, sql`${fresh} and h.contact_due_at <= ${instant(now)}`, due)
  const today = await handoffs(
    reader,
    sql`${fresh} and h.contact_due_at > ${instant(now)} and h.contact_due_at <= ${instant(now + AHEAD)}`,
    due,
  )
  const next = await handoffs(reader, sql`${mine} and h.follow_up_at <= ${instant(now + AHEAD)}`, {
    at: sql`h.follow_up_at`,
  })
  const tasks = await sql<Listed>`
    select null as who, t.name as about, t.due_at as at, a.name as extra
    from tasks t left join accounts a on a.id = t.account_id
    where t.seller_id = ${id} and t.status = 'open' and t.due_at <= ${instant(now + AHEAD)}
    order by t.due_at, t.id limit ${MOST * 10}`.execute(tx)
  const promises = await sql<Listed>`
    select null as who, ${about(reader)} as about, p.due_at as at, null as extra
    from promises p join handoffs h on h.lead_id = p.lead_id and ${mine} left join accounts a on a.id = h.account_id
    where p.kept_at is null and p.due_at <= ${instant(now + AHEAD)} order by p.due_at limit ${MOST * 10}`.execute(
    tx,
  )
  return [
    ...section(reader, 'late', alone(late), 'due'),
    ...section(reader, 'today', alone(today), 'due'),
    ...section(reader, 'next', alone(next), 'due'),
    ...section(
      reader,
      'tasks',
      tasks.rows.map((task) => ({ ...task, about: taskTitle(reader.release, task.about, reader.lang) })),
      'due',
    ),
    ...section(reader, 'promises', promises.rows, 'due'),
  ]
}

/** What a head asks about: of `all`, or of those who are led by the reader. */
export async function teamSections(reader: Reader, { all }: { all: boolean }): Promise<Section[]> {
  const { id, since } = reader
  const team = all ? sql`true` : sql`h.owner_id in (select id from sellers where head_id = ${id})`
  const owned = sql`${team} and h.state = 'owned' and h.owner_id <> ${id}`
  const late = await lateOf(reader, owned)
  const stuck = await handoffs(reader, sql`${owned} and h.follow_overdue_at is not null`, {
    at: sql`h.follow_up_at`,
  })
  const back = await sql<Listed>`
    select s.name as who, ${about(reader)} as about, p.contact_due_at as at, null as extra
    from passes p join handoffs h on h.id = p.handoff_id join sellers s on s.id = p.from_seller
      left join accounts a on a.id = h.account_id
    where p.to_seller is null and p.at > ${instant(since)} and ${all ? sql`true` : sql`s.head_id = ${id}`}
    order by p.at limit ${MOST * 10}`.execute(reader.tx)
  return [
    ...section(reader, 'teamLate', late, 'due'),
    ...section(reader, 'stuck', stuck, 'due'),
    ...section(reader, 'takenBack', back.rows, 'due'),
    ...(all ? section(reader, 'waiting', await waiting(reader), 'until') : []),
    ...(all ? section(reader, 'declined', await declined(reader)) : []),
    ...(all ? section(reader, 'disputed', await disputed(reader)) : []),
  ]
}

const lateOf = (reader: Reader, owned: RawBuilder<unknown>): Promise<Listed[]> =>
  handoffs(reader, sql`${owned} and h.contacted_at is null and h.contact_due_at <= ${instant(reader.now)}`, {
    at: sql`h.contact_due_at`,
  })

const waiting = async (reader: Reader): Promise<Listed[]> =>
  alone(await handoffs(reader, sql`h.state = 'open' and h.full_until is not null`, { at: sql`h.full_until` }))

/** Leads of a good fit that somebody declined since the last digest, with the reason. */
async function declined(reader: Reader): Promise<Listed[]> {
  const [, good] = reader.release.scoring.grades.fit
  const { rows } = await sql<Listed>`
    select coalesce(d.name || ': ', '') || s.name as who, ${about(reader)} as about, null::timestamptz as at,
      coalesce(o.reason, ${say('noReason', reader)}) as extra
    from offers o join handoffs h on h.id = o.handoff_id join leads l on l.id = h.lead_id
      join sellers s on s.id = o.seller_id left join dealers d on d.id = o.dealer_id
      left join accounts a on a.id = h.account_id
    where o.state = 'declined' and o.answered_at > ${instant(reader.since)} and l.fit >= ${good}
    order by o.answered_at limit ${MOST * 10}`.execute(reader.tx)
  return rows
}

async function disputed(reader: Reader): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select coalesce(d.name || ': ', '') || s.name as who, ${about(reader)} as about, null::timestamptz as at, null as extra
    from lead_checks k join handoffs h on h.id = k.handoff_id join sellers s on s.id = k.seller_id
      left join dealers d on d.id = k.dealer_id left join accounts a on a.id = h.account_id
    where k.called = false and k.answered_at > ${instant(reader.since)}
    order by k.answered_at limit ${MOST * 10}`.execute(reader.tx)
  return rows
}

/** What marketing learns: what sales says of its leads, and where leads stick. */
export async function marketingSections(reader: Reader): Promise<Section[]> {
  const { tx, now, since } = reader
  const told = await sql<{
    who: string
    route: string
    outcome: string
    reason: string | null
    leads: number
  }>`
    select coalesce(nullif(l.source, ''), ${say('unknownSource', reader)}) as who, h.route, h.outcome, h.reason,
      count(*)::int as leads
    from handoffs h join leads l on l.id = h.lead_id
    where h.closed_at > ${instant(since)} and h.owner_id is not null
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(tx)
  const late = await lateOf(reader, sql`h.state = 'owned'`)
  return [
    ...section(reader, 'quality', endings(reader, told.rows)),
    ...section(reader, 'teamLate', late, 'due'),
    ...section(reader, 'declined', await declined(reader)),
    ...section(reader, 'waiting', await waiting(reader), 'until'),
    ...section(reader, 'disputed', await disputed(reader)),
    ...(await adriftSection(reader, now)),
  ]
}

/** How many leads of each source ended how, as it is read: the same words of two routes are one line. */
function endings(
  { release, lang }: Reader,
  rows: { who: string; route: string; outcome: string; reason: string | null; leads: number }[],
): Listed[] {
  const counts = new Map<string, { who: string; about: string; leads: number }>()
  for (const { who, route, leads, ...ending } of rows) {
    const about = endingText(release.routing[route]?.dispositions, ending, lang)
    const known = counts.get(`${who} ${about}`) ?? { who, about, leads: 0 }
    counts.set(`${who} ${about}`, { ...known, leads: known.leads + leads })
  }
  return [...counts.values()]
    .sort((a, b) => a.who.localeCompare(b.who, lang) || b.leads - a.leads)
    .map(({ who, about, leads }) => ({ who, about, at: null, extra: String(leads) }))
}

// Who came today is about to be looked after: most of them stand here for a moment only.
async function adriftSection(reader: Reader, now: number): Promise<Section[]> {
  const { tx } = reader
  const before = now - DAY
  const listed = await adrift(tx, now, { limit: MOST, before })
  if (listed.length === 0) return []
  const names = await companies(reader, listed)
  const lines = listed.map((one) => ({
    text: [names.get(one.id), lastText(reader, one), brief(one.since, reader.zone, reader.lang)]
      .filter(Boolean)
      .join(', '),
    lead: one.id,
  }))
  const count = listed.length < MOST ? listed.length : await countAdrift(tx, now, before)
  const more = count > listed.length ? [unlinked(`${say('more', reader)} ${count - listed.length}`)] : []
  return [{ title: `${say('adrift', reader)}: ${count}`, lines: [...lines, ...more] }]
}

/** What a lead came out of. Sequences have no other name than their own. */
function lastText(reader: Reader, { of, name, outcome }: Adrift): string {
  const { release, lang } = reader
  if (of === 'rest') return say('restOver', reader)
  if (of === 'nothing') return say('neverIn', reader)
  const ended = outcome ?? ''
  if (of === 'sales')
    return `${say('fromSales', reader)}: ${endingText(release.routing[name ?? '']?.dispositions, { outcome: ended }, lang)}`
  return `${quoted({ lang }, readable(name ?? ''))}: ${Object.hasOwn(ENDED, ended) ? say(ENDED[ended as keyof typeof ENDED], reader) : ended}`
}

/** How journeys end. */
const ENDED = {
  finished: 'wasFinished',
  end: 'wasFinished',
  goal: 'metGoal',
  stop: 'wasStopped',
  stopped: 'wasStopped',
  replaced: 'wasReplaced',
} as const satisfies Record<string, DigestWord>

/** What each of these leads goes by in a digest. */
async function companies(reader: Reader, leads: { id: string }[]): Promise<Map<string, string>> {
  const rows = await reader.tx
    .selectFrom('leads as l')
    .leftJoin('accounts as a', 'a.id', 'l.account_id')
    .select(['l.id', 'a.name', 'a.domain'])
    .where(
      'l.id',
      'in',
      leads.map(({ id }) => id),
    )
    .execute()
  return new Map(rows.map(({ id, name, domain }) => [id, name ?? domain ?? nameless(reader, id)]))
}

const nameless = (reader: Reader, id: string): string => `${say('lead', reader)} ${id.slice(0, 8)}`
