import type { Db, Tx } from '../database.ts'
import type { MailCounted } from '../tables/mail-world.ts'

/** What is told of a sender's mail to a provider, in this order. */
export const FIGURES = [
  'sent',
  'deferred',
  'refused',
  'bounced',
  'failed',
  'unknown',
  'complained',
  'unsubscribed',
  'replied',
  'opened',
  'clicked',
] as const

/** Counts of mails, except `deferred` and `refused`: those count tries. `opened`, `clicked`: by people alone. */
export type Figures = Record<(typeof FIGURES)[number], number>

/** The figures of one sender and lane; with a day: of that day. */
export type SenderFigures = { sender: string; lane: string } & Figures
export type DayFigures = { day: string } & SenderFigures

// Two of the counts are bounces: of mail that was refused, and of mail that was taken first.
const figureOf = (what: MailCounted) => (what === 'returned' ? 'bounced' : what)

const none = (): Figures => Object.fromEntries(FIGURES.map((name) => [name, 0])) as Figures

/** The figures by sender, lane and day, from one day to another, the newest first. Days without mail have no row. */
export async function dayFigures(db: Db | Tx, from: string, to: string): Promise<DayFigures[]> {
  const counts = await db
    .selectFrom('mail_counts')
    .select(['day', 'sender', 'lane', 'what', (e) => e.fn.sum<number>('n').as('n')])
    .where('day', '>=', from)
    .where('day', '<=', to)
    .groupBy(['day', 'sender', 'lane', 'what'])
    .orderBy('day', 'desc')
    .orderBy('sender')
    .orderBy('lane')
    .execute()
  const rows = new Map<string, DayFigures>()
  for (const { day, sender, lane, what, n } of counts) {
    const key = `${day} ${sender} ${lane}`
    const row = rows.get(key) ?? { day, sender, lane, ...none() }
    row[figureOf(what)] += Number(n)
    rows.set(key, row)
  }
  return [...rows.values()]
}

/** The same over all days from one on. */
export function sumOf(days: DayFigures[], from: string): SenderFigures[] {
  const sums = new Map<string, SenderFigures>()
  for (const { day, sender, lane, ...figures } of days) {
    if (day < from) continue
    const sum = sums.get(`${sender} ${lane}`) ?? { sender, lane, ...none() }
    for (const name of FIGURES) sum[name] += figures[name]
    sums.set(`${sender} ${lane}`, sum)
  }
  return [...sums.values()].sort((a, b) => (`${a.sender} ${a.lane}` < `${b.sender} ${b.lane}` ? -1 : 1))
}
