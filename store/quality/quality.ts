import type { Release, Route, Words } from '../../core/release/release.ts'
import { outcomeWords, reasonWords } from '../../core/sales/ending-words.ts'
import { type RawBuilder, sql } from 'kysely'
import { type Db, instant } from '../database.ts'

/** What leads are told apart by. */
export type QualityBy = 'source' | 'seller' | 'dealer' | 'route'

/**
 * What sales says of the leads of one source, seller, dealer or route, beside what the record says. `inTime`, `late`,
 * `notCalled`: by the first talk on record; `wordOnly`: sales says it spoke with the lead, and no talk is on record.
 * `seconds`: of all talks. `asked` and below: what the leads themselves said when they were asked.
 */
export interface Quality {
  key: string
  name: string
  leads: number
  open: number
  outcomes: Record<string, number>
  reasons: Record<string, number>
  inTime: number
  late: number
  notCalled: number
  wordOnly: number
  talks: number
  seconds: number
  asked: number
  answered: number
  saidCalled: number
  saidOffered: number
  /** Sales says it spoke with the lead, the lead says that nobody called. */
  disputed: number
}

/** What people call the outcomes and reasons that stand in figures, under the same names; what has no label is left out. */
export function qualityLabels(
  { routing }: Pick<Release, 'routing'>,
  rows: readonly Quality[],
): Record<'outcomes' | 'reasons', Record<string, Words>> {
  const routes = Object.values(routing).map(({ dispositions }) => dispositions)
  const labelled = (names: string[], wordsIn: (name: string, of: Route['dispositions']) => Words | null) =>
    Object.fromEntries(
      [...new Set(names)].flatMap((name) => {
        const found = routes.map((of) => wordsIn(name, of)).find((one) => one !== null)
        return found ? [[name, found]] : []
      }),
    )
  return {
    outcomes: labelled(
      rows.flatMap((row) => Object.keys(row.outcomes)),
      (name, of) => outcomeWords(of, name),
    ),
    reasons: labelled(
      rows.flatMap((row) => Object.keys(row.reasons)),
      (name, of) => reasonWords(of, ...outcomeAndReason(name)),
    ),
  }
}

const SIGN = ': '
const outcomeAndReason = (name: string): [outcome: string, reason: string] => {
  const at = name.indexOf(SIGN)
  return [name.slice(0, at), name.slice(at + SIGN.length)]
}

const KEYS: Record<QualityBy, { key: RawBuilder<string>; name: RawBuilder<string> }> = {
  source: { key: sql`coalesce(l.source, '')`, name: sql`coalesce(l.source, '')` },
  route: { key: sql`t.route`, name: sql`t.route` },
  seller: { key: sql`t.seller::text`, name: sql`(select name from sellers s where s.id = t.seller)` },
  dealer: { key: sql`t.dealer::text`, name: sql`(select name from dealers d where d.id = t.dealer)` },
}

type Row = Omit<Quality, 'outcomes' | 'reasons'> & { outcome: string | null; reason: string | null }

/**
 * Quality of the leads that somebody took in this time (epoch ms, `to` exclusive). Who passed a lead on or lost it answers
 * for his own time with it, as `passed on` or `taken back`; where sources and routes are asked for, a lead counts once.
 */
export async function quality(
  db: Db,
  { by, from, to, now }: { by: QualityBy; from: number; to: number; now: number },
): Promise<Quality[]> {
  const { key, name } = KEYS[by]
  const people = by === 'seller' || by === 'dealer'
  const { rows } = await sql<Row>`
    with t as (
      select h.id, h.lead_id, h.route, h.owner_id as seller, h.dealer_id as dealer, h.state, h.outcome, h.reason,
        h.owned_at, h.contact_due_at, h.contacted_at, coalesce(h.closed_at, ${instant(now)}) as until_at
      from handoffs h where h.owner_id is not null and h.owned_at >= ${instant(from)} and h.owned_at < ${instant(to)}
      union all
      select h.id, h.lead_id, h.route, p.from_seller, s.dealer_id, 'closed',
        case when p.to_seller is null then 'taken back' else 'passed on' end, p.why,
        p.owned_at, p.contact_due_at, p.contacted_at, p.at
      from passes p join handoffs h on h.id = p.handoff_id join sellers s on s.id = p.from_seller
      where ${people ? sql`true` : sql`false`} and p.owned_at >= ${instant(from)} and p.owned_at < ${instant(to)}
    )
    select ${key} as key, ${name} as name, case when t.state = 'closed' then t.outcome end as outcome, t.reason,
      count(*)::int as leads,
      count(*) filter (where t.state <> 'closed')::int as open,
      count(*) filter (where c.first_at <= t.contact_due_at)::int as "inTime",
      count(*) filter (where c.first_at > t.contact_due_at)::int as late,
      -- Of an erased lead no call is on record any more.
      count(*) filter (where c.first_at is null and t.contact_due_at <= ${instant(now)} and l.erased_at is null)::int as "notCalled",
      count(*) filter (where c.first_at is null and t.contacted_at is not null and l.erased_at is null)::int as "wordOnly",
      coalesce(sum(c.talks), 0)::int as talks, coalesce(sum(c.seconds), 0)::float8 as seconds,
      count(k.handoff_id)::int as asked, count(k.answered_at)::int as answered,
      count(*) filter (where k.called)::int as "saidCalled",
      count(*) filter (where k.offered)::int as "saidOffered",
      count(*) filter (where t.contacted_at is not null and k.called = false)::int as disputed
    from t join leads l on l.id = t.lead_id
    left join lead_checks k on k.handoff_id = t.id and k.seller_id = t.seller
    left join lateral (
      select min(f.at) as first_at, count(*) as talks,
        sum(case when jsonb_typeof(f.props -> 'seconds') = 'number' then (f.props ->> 'seconds')::float8 else 0 end) as seconds
      from facts f where f.lead_id = t.lead_id and f.type = 'call.ended' and f.at >= t.owned_at and f.at <= t.until_at
        and coalesce(f.props ->> 'seller', t.seller::text) = t.seller::text
    ) c on true
    where ${key} is not null
    group by 1, 2, 3, 4`.execute(db)
  return folded(rows)
}

const SUMS = [
  'leads',
  'open',
  'inTime',
  'late',
  'notCalled',
  'wordOnly',
  'talks',
  'seconds',
  'asked',
  'answered',
  'saidCalled',
  'saidOffered',
  'disputed',
] as const

function folded(rows: Row[]): Quality[] {
  const all = new Map<string, Quality>()
  for (const { outcome, reason, ...row } of rows) {
    const known = all.get(row.key)
    const one: Quality = known ?? { ...row, outcomes: {}, reasons: {} }
    if (known) for (const sum of SUMS) known[sum] += row[sum]
    if (outcome !== null) one.outcomes[outcome] = (one.outcomes[outcome] ?? 0) + row.leads
    if (outcome !== null && reason !== null)
      one.reasons[outcome + SIGN + reason] = (one.reasons[outcome + SIGN + reason] ?? 0) + row.leads
    all.set(row.key, one)
  }
  return [...all.values()].sort((a, b) => b.leads - a.leads || (a.name < b.name ? -1 : 1))
}
