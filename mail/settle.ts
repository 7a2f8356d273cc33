import { sql } from 'kysely'
import { AppError } from '../core/errors.ts'
import { lengthOf } from '../core/time/duration.ts'
import { asOf, instant, type Tx } from '../store/database.ts'
import { recordFact } from '../store/facts/record.ts'
import { retimeAfterMail } from '../store/journeys/follow-mail.ts'
import { tellStory } from '../store/messages.ts'
import { inMoment, type Moment } from '../store/moment.ts'
import type { Store } from '../store/store.ts'
import { suppress } from '../store/suppressions.ts'
import { lockLead, type LockedLead } from '../store/transact.ts'
import type { MessageRow } from './claim.ts'
import { type MailOutcome, outcomeOf, type Tried } from './outcome.ts'
import type { Delivery } from '../providers/smtp/transport.ts'

/** Writes how a try ended: ledger, facts, the lead's story, the list of suppressions. Once; a repeat finds it done. */
export const settleDelivery = (store: Store, key: string, delivery: Delivery): Promise<void> =>
  settle(store, key, ['sending'], (tried) => outcomeOf(delivery, tried))

/** Ends a claimed mail that cannot or may not be sent. */
export const settleSkipped = (store: Store, key: string, reason: string): Promise<void> =>
  settle(store, key, ['claimed'], () => ({ status: 'skipped', reason }))

const UNSIGNED = 'the sender is not signed'
/** Asked again so often: a key that somebody puts there counts from then on. */
const UNSIGNED_RECHECK_MS = 60 * 60_000
/** After that it is no longer what anybody meant to say now. */
const UNSIGNED_HELD_MS = 4 * 24 * 60 * 60_000

/** Holds a claimed mail that may not go unsigned; after four days, or when it expires, it is skipped. */
export const settleUnsigned = (store: Store, key: string): Promise<void> =>
  settle(store, key, ['claimed'], ({ now }, { queued_at, expires_at }) => {
    const end = Math.min(queued_at + UNSIGNED_HELD_MS, expires_at ?? Infinity)
    if (now >= end) return { status: 'skipped', reason: UNSIGNED }
    const dueAt = Math.min(now + UNSIGNED_RECHECK_MS, end)
    return { status: 'retry', dueAt, reason: UNSIGNED, code: null, unknown: false }
  })

async function settle(
  store: Store,
  key: string,
  from: MessageRow['status'][],
  decide: (tried: Tried, row: MessageRow) => MailOutcome,
): Promise<void> {
  await inMoment(
    store,
    async (tx) => {
      const seen = await tx.selectFrom('messages').select('lead_id').where('key', '=', key).executeTakeFirst()
      const lead = seen?.lead_id ? await lockIfThere(tx, seen.lead_id) : null
      const row = await tx
        .selectFrom('messages')
        .selectAll()
        .where('key', '=', key)
        .forNoKeyUpdate()
        .executeTakeFirst()
      return { lead, row }
    },
    async (m, { lead, row }) => {
      if (!row || !from.includes(row.status)) return
      const { kind, tries, first_tried_at, unknown_at } = row
      const tried = { now: m.now, kind, tries, firstTriedAt: first_tried_at ?? m.now, unknownAt: unknown_at }
      const outcome = decide(tried, row)
      await write(m, row, outcome)
      if (!lead) return
      // Held for the same reason as before is no news.
      if (outcome.status !== 'retry' || outcome.reason !== UNSIGNED || row.reason !== UNSIGNED)
        await tell(m, row, outcome)
      await follow(m, { row, lead, outcome })
    },
  )
}

async function lockIfThere(tx: Tx, id: string): Promise<LockedLead | null> {
  try {
    return await lockLead(tx, id)
  } catch (error) {
    // Erased while its mail was on the way: the ledger is settled, and nothing is said of it.
    if (error instanceof AppError) return null
    throw error
  }
}

async function write(m: Moment, row: MessageRow, outcome: MailOutcome): Promise<void> {
  const over = outcome.status !== 'retry'
  await m.tx
    .updateTable('messages')
    .set({
      status: outcome.status,
      reason: 'reason' in outcome ? outcome.reason : null,
      code: 'code' in outcome ? outcome.code : null,
      claim_id: null,
      lease_until: null,
      ...(over && { left_at: instant(m.now) }),
      ...(outcome.status === 'retry' && { due_at: instant(outcome.dueAt) }),
      ...((outcome.status === 'unknown' || (outcome.status === 'retry' && outcome.unknown)) && {
        unknown_at: instant(m.now),
      }),
    })
    .where('key', '=', row.key)
    .execute()
}

const mailOf = (row: MessageRow) => ({
  key: row.key,
  leadId: row.lead_id,
  journeyId: row.journey_id,
  sellerId: row.seller_id,
  template: row.template,
})

function tell(m: Moment, row: MessageRow, outcome: MailOutcome): Promise<void> {
  const unknown = outcome.status === 'unknown' || (outcome.status === 'retry' && outcome.unknown)
  return tellStory(m, mailOf(row), {
    status: unknown ? 'unknown' : outcome.status,
    ...('reason' in outcome && { reason: outcome.reason }),
    ...('code' in outcome && { code: outcome.code }),
    ...(outcome.status === 'retry' && { until: outcome.dueAt }),
    ...(row.message_id && { messageId: row.message_id }),
  })
}

// Facts are the lead's: mail to a seller leaves a line in the story, and no fact.
async function follow(
  m: Moment,
  { row, lead, outcome }: { row: MessageRow; lead: LockedLead; outcome: MailOutcome },
): Promise<void> {
  if (outcome.status === 'retry') return retimeAfterMail(m, row, outcome.dueAt)
  if (row.seller_id) return
  const props = { journey: row.journey_id ?? '', message: row.key, template: row.template }
  if (outcome.status === 'sent') {
    await recordFact(m, { type: 'email.sent', leadId: lead.id, props, key: `email.sent ${row.key}` })
  }
  if (outcome.status === 'failed') {
    const type = outcome.strikes ? 'email.bounced' : 'email.failed'
    await recordFact(m, {
      type,
      leadId: lead.id,
      props: { ...props, code: outcome.code ?? '' },
      key: `${type} ${row.key}`,
    })
    if (outcome.strikes && lead.email && (await struck(m, row, { code: outcome.code, ...outcome.strikes }))) {
      await suppress(
        m,
        { address: lead.email, topic: null, reason: `bounced ${outcome.code ?? ''}`.trim() },
        lead.id,
      )
    }
  }
}

/** Whether the address was refused often enough, this time included. */
async function struck(
  m: Moment,
  row: MessageRow,
  { code, count, within }: { code: string | null; count: number; within: Parameters<typeof lengthOf>[0] },
): Promise<boolean> {
  if (count <= 1) return true
  const before = await m.tx
    .selectFrom('messages')
    .select(sql<number>`count(*)::int`.as('times'))
    .where('lead_id', '=', row.lead_id)
    .where('status', '=', 'failed')
    .where('code', '=', code)
    .where('left_at', '>', asOf(m.now - lengthOf(within)))
    .executeTakeFirstOrThrow()
  return before.times >= count
}
