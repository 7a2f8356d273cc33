import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { type Later, maySend, waitWords } from '../core/mail/may-send.ts'
import type { FoundZone } from '../core/time/zone.ts'
import { instant, type Tx } from '../store/database.ts'
import { retimeAfterMail } from '../store/journeys/follow-mail.ts'
import { afterHold, endHold, type Held, holdMails } from '../store/lanes/hold.ts'
import { countTier, type LaneState, laneState, parkedBy, probeRoom } from '../store/lanes/state.ts'
import { hoursTold, tellStory, toldMail } from '../store/mail-story.ts'
import { inMoment, type Moment } from '../store/moment.ts'
import type { Store } from '../store/store.ts'
import type { MessagesTable } from '../store/tables/mail.ts'
import type { LeadsTable } from '../store/tables/people.ts'
import { lockCandidates } from './candidates.ts'
import { messageIdOf } from './compose.ts'
import { lease } from './holder.ts'
import { gatherKnowledge, type Knowledge, questionOf } from './question.ts'
import { type ClaimedMail, withReaders } from './readers.ts'
import { senderOf } from './sender-of.ts'

export type MessageRow = Selectable<MessagesTable>
export type LeadRow = Selectable<LeadsTable>

/** What one claim found: mail to send now, and whether there was anything due at all. */
export interface Claim {
  claimId: string
  mails: ClaimedMail[]
  /** Rows that were due, decided or held by somebody else. */
  seen: number
  perSecond: number
  connections: number
  /** The breaker is open, or a few mails try whether it may close. */
  probing: boolean
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
      if (!laneRow || messages.length === 0) return { claimId, mails: [], seen, ...paceOf(laneRow) }
      const knowledge = await gatherKnowledge(m, messages, leads)
      const lane = await laneState(
        m,
        laneRow,
        messages.map((message) => message.sender),
      )
      const room = await roomInLane(m, lane)
      const now: MessageRow[] = []
      const held: Held[] = []
      for (const message of messages) {
        if (now.length >= room) break
        if (await goesNow(m, { message, lane, knowledge, held })) now.push(message)
      }
      await holdMails(m, held)
      const mails = await withReaders(m, now, leads)
      if (mails.length > 0) await markClaimed(m.tx, mails, claimId)
      return { claimId, mails, seen, ...paceOf(laneRow) }
    },
  )
}

const paceOf = (lane: LaneState['lane'] | undefined) => ({
  perSecond: lane?.per_second ?? 1,
  connections: lane?.connections ?? 1,
  probing: lane !== undefined && lane.breaker_until !== null,
})

// While the lane tries whether its provider takes mail again, few are on their way at a time.
async function roomInLane(m: Moment, { lane }: LaneState): Promise<number> {
  if (lane.breaker_until === null) return Number.POSITIVE_INFINITY
  const { count } = await m.tx
    .selectFrom('messages')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('lane', '=', lane.name)
    .where('place', '=', 'open')
    .executeTakeFirstOrThrow()
  return probeRoom(lane, count, m.now)
}

interface Asked {
  message: MessageRow
  lane: LaneState
  knowledge: Knowledge
  /** What a pause or the breaker keeps back; it is written when all are decided. */
  held: Held[]
}

/** Decides one mail, and writes the decision if it is not to go now. */
async function goesNow(m: Moment, asked: Asked): Promise<boolean> {
  const { message, lane, knowledge, held } = asked
  if (knowledge.addressOf(message) === null) {
    await skip(m, message, message.seller_id ? 'seller not active' : 'no address')
    return false
  }
  const verdict = maySend(questionOf(m, asked))
  if ('skip' in verdict) await skip(m, message, verdict.skip)
  else if ('parked' in verdict) {
    const parked = parkedBy(lane, message, m.now)
    if (parked) held.push({ message, parked })
  } else if (!(await stillTimely(m, asked))) return false
  else if ('later' in verdict) await postpone(m, message, verdict, knowledge.zoneFor(message))
  else {
    const lead = knowledge.lead(message)
    if (lead && message.kind === 'marketing')
      knowledge.slots.count(lead, { at: m.now, template: message.template })
    countTier(lane, message)
    return true
  }
  return false
}

/** Asks the sequence's policy of a mail that a pause or a breaker kept back, as soon as nothing of that kind keeps it. */
async function stillTimely(m: Moment, { message, lane, knowledge }: Asked): Promise<boolean> {
  const { afterPause } = knowledge.journeys.get(message.journey_id ?? '') ?? {}
  const verdict = afterHold(message, afterPause, m.now)
  if (verdict === null || parkedBy(lane, message, m.now)) return true
  await endHold(m, message, verdict)
  if ('skip' in verdict) await skip(m, message, verdict.skip)
  return 'send' in verdict
}

async function markClaimed(tx: Tx, mails: ClaimedMail[], claimId: string): Promise<void> {
  const keys = mails.map(({ message }) => message.key)
  // An index holds the Message-ID: written here, it need not be when the mail begins to leave.
  const ids = mails.map(messageIdOfClaimed)
  await sql`/* claim-mail */ update messages set status = 'claimed', claim_id = ${claimId}, lease_until = ${lease()}, message_id = x.id
    from unnest(${keys}::text[], ${ids}::text[]) as x(key, id)
    where messages.key = x.key and messages.key = any(${keys}::text[])`.execute(tx)
}

// Who has no sender is told so when the mail is written.
function messageIdOfClaimed({ message, release, from }: ClaimedMail): string | null {
  try {
    return messageIdOf(message.key, senderOf(release, message.sender, from).address)
  } catch {
    return message.message_id
  }
}

async function skip(m: Moment, message: MessageRow, reason: string): Promise<void> {
  await m.tx
    .updateTable('messages')
    .set({ status: 'skipped', reason, left_at: instant(m.now) })
    .where('key', '=', message.key)
    .execute()
  await tellStory(m, toldMail(message), { status: 'skipped', reason })
}

async function postpone(m: Moment, message: MessageRow, verdict: Later, zone: FoundZone): Promise<void> {
  const { later, why, opens } = verdict
  // A turn takes a moment: what the mail waited for before is still what it waits for.
  const reason = why === 'wake pending' ? message.reason : waitWords(verdict)
  await m.tx
    .updateTable('messages')
    .set({ due_at: instant(later), reason })
    .where('key', '=', message.key)
    .execute()
  if (why === 'wake pending') return
  // Asked again and again with the same answer is one line in the story.
  if (message.reason !== reason) {
    const hours = opens ? hoursTold(opens, zone) : {}
    await tellStory(m, toldMail(message), { status: 'later', ...hours, reason, until: later })
  }
  await retimeAfterMail(m, message, later)
}
