import { sql } from 'kysely'
import { type ClickSeen, inBurst, isScanners, LEARNT } from '../../core/mail/clicks.ts'
import { asOf, instant } from '../database.ts'
import type { Moment } from '../moment.ts'
import { setClickAlarm } from './click-alarm.ts'

/** In business ms: so long a network that was learnt counts as a scanner's, from when it last behaved as one. */
export const REMEMBERED_MS = 90 * 86_400_000
/** In business ms: clicks from a network that is learnt are judged again if they are no older. */
const AGAIN_MS = 7 * 86_400_000
const MOST_AGAIN = 1000

/** Which of the networks that these visits came from are known as scanners'. */
export async function learntAmong(m: Moment, visits: readonly ClickSeen[]): Promise<Set<string>> {
  const nets = [...new Set(visits.flatMap(({ net }) => net ?? []))]
  if (nets.length === 0) return new Set()
  const rows = await m.tx
    .selectFrom('scanner_networks')
    .select('net')
    .where('net', 'in', nets)
    .where('at', '>', asOf(m.now - REMEMBERED_MS))
    .execute()
  return new Set(rows.map((row) => row.net))
}

/**
 * Marks the visits of a burst as such, and learns networks from them. Clicks that came from a newly learnt one are judged
 * again, each under the lock of its own lead: by an alarm.
 */
export async function learnFrom(
  m: Moment,
  visits: readonly (ClickSeen & { why: string | null })[],
): Promise<void> {
  const burst = inBurst(visits)
  const fresh = visits.filter(({ id, why }) => burst.has(id) && why !== 'burst')
  if (fresh.length === 0) return
  await m.tx
    .updateTable('visits')
    .set({ why: 'burst' })
    .where(
      'id',
      'in',
      fresh.map(({ id }) => id),
    )
    .execute()
  for (const net of [...new Set(fresh.flatMap((one) => one.net ?? []))].sort()) await learn(m, net)
}

async function learn(m: Moment, net: string): Promise<void> {
  // One after the other: of two bursts in the same moment neither would see the other, and what both say would be lost.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`network ${net}`}, 7206))`.execute(m.tx)
  const bursts = await m.tx
    .selectFrom('visits')
    .innerJoin('leads', 'leads.id', 'visits.lead_id')
    .select(['leads.id as lead', 'leads.account_id as company'])
    .distinct()
    .where('visits.net', '=', net)
    .where('visits.why', '=', 'burst')
    .where('visits.at', '>', asOf(m.now - LEARNT.ms))
    .limit(100)
    .execute()
  if (!isScanners(bursts, await leadsSeen(m, net))) return
  const { rows } = await sql<{ fresh: boolean }>`insert into scanner_networks (net, at, leads)
    values (${net}, ${instant(m.now)}, ${bursts.length})
    on conflict (net) do update set at = excluded.at, leads = excluded.leads
    returning (xmax = 0) as fresh`.execute(m.tx)
  if (rows[0]?.fresh) await judgeAgain(m, net)
}

async function leadsSeen(m: Moment, net: string): Promise<number> {
  const { n } = await m.tx
    .selectFrom('visits')
    .select((e) => e.fn.count<number>('lead_id').distinct().as('n'))
    .where('net', '=', net)
    .where('at', '>', asOf(m.now - LEARNT.ms))
    .executeTakeFirstOrThrow()
  return n
}

async function judgeAgain(m: Moment, net: string): Promise<void> {
  const mails = await m.tx
    .selectFrom('visits')
    .select(['lead_id', 'message_key'])
    .distinct()
    .where('net', '=', net)
    .where('verdict', 'in', ['pending', 'person'])
    .where('at', '>', asOf(m.now - AGAIN_MS))
    .limit(MOST_AGAIN)
    .execute()
  for (const { lead_id: leadId, message_key: key } of mails)
    await setClickAlarm(m, { leadId, key, at: m.now })
}
