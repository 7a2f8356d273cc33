import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { maySend, type Verdict } from '../core/mail/may-send.ts'
import { asOf, instant, type Tx } from '../store/database.ts'
import { retimeAfterMail } from '../store/journeys/follow-mail.ts'
import { lockLane } from '../store/lanes.ts'
import { tellStory } from '../store/messages.ts'
import { inMoment, type Moment } from '../store/moment.ts'
import type { Store } from '../store/store.ts'
import type { MessagesTable } from '../store/tables/mail.ts'
import type { LeadsTable } from '../store/tables/people.ts'
import { gatherKnowledge, questionOf } from './question.ts'
import { type ClaimedMail, withReaders } from './readers.ts'

export type MessageRow = Selectable<MessagesTable>
export type LeadRow = Selectable<LeadsTable>

/** Mails in one claim: little enough that a lease is never in danger. */
const BATCH = 50
/** Machine time in which a claimed mail must begin to leave; after that it is anybody's again. */
export const CLAIM_LEASE = sql`clock_timestamp() + interval '60 seconds'`

/** What one claim found: mail to send now, and whether there was anything due at all. */
export interface Claim {
  claimId: string
  mails: ClaimedMail[]
  /** Rows that were due, decided or held by somebody else. */
  seen: number
  perSecond: number
}

/**
 * Takes the lane's mail that is due, and decides each: now, later, or never with its reason. Picks candidates
 * unlocked, locks their leads and then the mails, each `skip locked`: what somebody else works on waits.
 */
export async function claimMail(store: Store, lane: string): Promise<Claim> {
  const claimId = randomUUID()
  const hint = await store.clock.now(store.db)
  return inMoment(
    store,
    (tx) => lockCandidates(tx, lane, hint),
    async (m, locked): Promise<Claim> => {
      const { laneRow, leads, messages, seen } = locked
      if (!laneRow || messages.length === 0)
        return { claimId, mails: [], seen, perSecond: laneRow?.per_second ?? 1 }
      const knowledge = await gatherKnowledge(m, messages, leads)
      const now: MessageRow[] = []
      for (const message of messages) {
        const verdict =
          addressless(message, knowledge.addressOf(message)) ??
          maySend(questionOf(m, { message, lane: laneRow, knowledge }))
        if ('send' in verdict) {
          now.push(message)
          knowledge.countAsSent(message, m.now)
        } else await put(m, message, verdict)
      }
      if (now.length > 0) await markClaimed(m.tx, now, claimId)
      return { claimId, mails: await withReaders(m, now, leads), seen, perSecond: laneRow.per_second }
    },
  )
}

const addressless = (message: MessageRow, address: string | null): { skip: string } | null =>
  address !== null ? null : { skip: message.seller_id ? 'seller not active' : 'no address' }

async function lockCandidates(tx: Tx, lane: string, now: number) {
  const laneRow = await lockLane(tx, lane)
  const candidates = await tx
    .selectFrom('messages')
    .select(['key', 'lead_id'])
    .where('lane', '=', lane)
    .where('status', 'in', ['queued', 'retry'])
    .where('due_at', '<=', asOf(now))
    // Service before marketing, the more important before the rest.
    .orderBy('kind', 'desc')
    .orderBy('priority', 'desc')
    .orderBy('due_at')
    .limit(BATCH)
    .execute()
  const wanted = [...new Set(candidates.flatMap((row) => row.lead_id ?? []))]
  const leads: LeadRow[] =
    wanted.length === 0
      ? []
      : await tx
          .selectFrom('leads')
          .selectAll()
          .where('id', 'in', wanted)
          .orderBy('id')
          .forNoKeyUpdate()
          .skipLocked()
          .execute()
  const held = new Set(leads.map((lead) => lead.id))
  const keys = candidates.filter((row) => row.lead_id === null || held.has(row.lead_id)).map((row) => row.key)
  const rows =
    keys.length === 0
      ? []
      : await tx
          .selectFrom('messages')
          .selectAll()
          .where('key', 'in', keys)
          .where('status', 'in', ['queued', 'retry'])
          .orderBy('key')
          .forNoKeyUpdate()
          .skipLocked()
          .execute()
  const order = new Map(candidates.map((row, at) => [row.key, at]))
  const messages: MessageRow[] = rows.toSorted((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0))
  return { laneRow, leads: new Map(leads.map((lead) => [lead.id, lead])), messages, seen: candidates.length }
}

async function markClaimed(tx: Tx, messages: MessageRow[], claimId: string): Promise<void> {
  const keys = messages.map((message) => message.key)
  await sql`update messages set status = 'claimed', claim_id = ${claimId}, lease_until = ${CLAIM_LEASE}
    where key = any(${keys})`.execute(tx)
}

async function put(
  m: Moment,
  message: MessageRow,
  verdict: Exclude<Verdict, { send: true }> | { skip: string },
): Promise<void> {
  const mail = {
    key: message.key,
    leadId: message.lead_id,
    journeyId: message.journey_id,
    sellerId: message.seller_id,
    template: message.template,
  }
  if ('skip' in verdict) {
    await m.tx
      .updateTable('messages')
      .set({ status: 'skipped', reason: verdict.skip, left_at: instant(m.now) })
      .where('key', '=', message.key)
      .execute()
    return tellStory(m, mail, { status: 'skipped', reason: verdict.skip })
  }
  await m.tx
    .updateTable('messages')
    .set({ due_at: instant(verdict.later), reason: verdict.why })
    .where('key', '=', message.key)
    .execute()
  if (verdict.why === 'wake pending') return
  // Asked again and again with the same answer is one line in the story.
  if (message.reason !== verdict.why)
    await tellStory(m, mail, { status: 'later', reason: verdict.why, until: verdict.later })
  await retimeAfterMail(m, message, verdict.later)
}
