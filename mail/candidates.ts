import { sql } from 'kysely'
import { beforeIn } from '../core/mail/caps.ts'
import { asOf, type Tx } from '../store/database.ts'
import { lockLane } from '../store/lanes.ts'
import { capsCompanies } from '../store/mail-slots.ts'
import { newestRelease } from '../store/releases.ts'
import type { LeadRow, MessageRow } from './claim.ts'

/** Mails in one claim: what leaves in a second, and little enough that its leads are not locked for long. */
const BATCH = 200
/** Mails of the same people that are asked beside them, so that the best takes the slot. */
const RIVALS = 200
const OF_EACH = 20

interface Candidate {
  key: string
  lead_id: string | null
  account_id: string | null
}

/**
 * Picks the lane's mail that is due, unlocked, and locks companies (where a cap counts them), people and mails in this
 * order, each `skip locked`. The mails come in the order in which they take slots: with those of one lead, or company,
 * come all others of theirs that are due.
 */
export async function lockCandidates(tx: Tx, lane: string, now: number) {
  const laneRow = await lockLane(tx, lane)
  const most = Math.min(BATCH, Math.max(1, Math.ceil(laneRow?.per_second ?? 1)))
  const due = await dueIn(tx, lane, { now, most })
  const release = due.length === 0 ? null : await newestRelease(tx)
  const companies = release !== null && capsCompanies(release)
  const rivals =
    due.length === most && release !== null && release.caps.length > 0
      ? await rivalsOf(tx, due, { lane, now, companies })
      : []
  const candidates = [...due, ...rivals]
  const accounts = companies ? await lockAccounts(tx, candidates) : null
  const leads = (await lockLeads(tx, candidates, accounts)).filter(
    // Moved to another company meanwhile: asked again in a moment.
    (lead) => accounts === null || lead.account_id === null || accounts.has(lead.account_id),
  )
  const held = new Set(leads.map((lead) => lead.id))
  const keys = candidates.filter((row) => row.lead_id === null || held.has(row.lead_id)).map((row) => row.key)
  const messages = (await lockMails(tx, keys)).toSorted(beforeIn)
  return { laneRow, leads: new Map(leads.map((lead) => [lead.id, lead])), messages, seen: due.length }
}

async function dueIn(
  tx: Tx,
  lane: string,
  { now, most }: { now: number; most: number },
): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select m.key, m.lead_id, l.account_id from (
      select key, lead_id, kind, priority, due_at from messages
      where lane = ${lane} and place = 'due' and due_at <= ${asOf(now)}
      -- Service before marketing, the more important before the rest.
      order by kind desc, priority desc, due_at limit ${most}) m
    left join leads l on l.id = m.lead_id`.execute(tx)
  return rows
}

/** Due marketing mail of the same people, or of their companies: it may be better than what the batch has of them. */
async function rivalsOf(
  tx: Tx,
  due: Candidate[],
  { lane, now, companies }: { lane: string; now: number; companies: boolean },
): Promise<Candidate[]> {
  const leads = [...new Set(due.flatMap((row) => row.lead_id ?? []))]
  const accounts = companies ? [...new Set(due.flatMap((row) => row.account_id ?? []))] : []
  const keys = due.map((row) => row.key)
  const { rows } = await sql<Candidate>`
    with people as materialized (
      select id, account_id from leads where id = any(${leads}::uuid[]) or account_id = any(${accounts}::uuid[]))
    select m.key, p.id as lead_id, p.account_id from people p cross join lateral (
      select key, priority, due_at from messages
      where lead_id = p.id and lane = ${lane} and kind = 'marketing' and place = 'due'
        and due_at <= ${asOf(now)}
      -- So few of each that they are found by the person, however much is due in the lane.
      order by priority desc, due_at limit ${OF_EACH}) m
    where m.key <> all(${keys}::text[])
    order by m.priority desc, m.due_at limit ${RIVALS}`.execute(tx)
  return rows
}

const idsOf = (candidates: Candidate[], what: 'lead_id' | 'account_id'): string[] => [
  ...new Set(candidates.flatMap((row) => row[what] ?? [])),
]

async function lockAccounts(tx: Tx, candidates: Candidate[]): Promise<Set<string>> {
  const ids = idsOf(candidates, 'account_id')
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('accounts')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .skipLocked()
    .execute()
  return new Set(rows.map((row) => row.id))
}

async function lockLeads(tx: Tx, candidates: Candidate[], accounts: Set<string> | null): Promise<LeadRow[]> {
  const free = candidates.filter(
    ({ account_id }) => accounts === null || account_id === null || accounts.has(account_id),
  )
  const ids = idsOf(free, 'lead_id')
  if (ids.length === 0) return []
  return tx
    .selectFrom('leads')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .orderBy('id')
    .forNoKeyUpdate()
    .skipLocked()
    .execute()
}

async function lockMails(tx: Tx, keys: string[]): Promise<MessageRow[]> {
  if (keys.length === 0) return []
  return tx
    .selectFrom('messages')
    .selectAll()
    .where(sql<boolean>`key = any(${keys}::text[])`)
    .where('place', '=', 'due')
    .orderBy('key')
    .forNoKeyUpdate()
    .skipLocked()
    .execute()
}
