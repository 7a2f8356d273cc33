import { sql } from 'kysely'
import { strikeOfReply } from '../core/mail/strikes.ts'
import { accountLock } from '../store/account-lock.ts'
import { instant, json, type Tx } from '../store/database.ts'
import { recordFacts } from '../store/facts/record-many.ts'
import { journalAll } from '../store/journal.ts'
import { retimeAfterMail } from '../store/journeys/follow-mail.ts'
import { noteMailEvents } from '../store/mail-events.ts'
import { inMoment, type Moment } from '../store/moment.ts'
import type { Store } from '../store/store.ts'
import { strike } from '../store/strikes.ts'
import { suppress } from '../store/suppressions.ts'
import { lockAccounts } from '../store/transact.ts'
import { type MailOutcome, outcomeOf, type Tried, unsignedOutcome } from './outcome.ts'
import { type Decided, eventsOf, factsOf, isUnknown, type LeadOf, linesOf, type Settled } from './settled.ts'
import type { Delivery } from '../providers/smtp/transport.ts'

/** How a mail ended here: sent or refused, skipped with a reason before it began, or held because nobody signs it. */
export type Ending = {
  key: string
  leadId: string | null
  /** Under which claim. */
  claimId: string | null
  /** Settled by somebody else, because its lease is over. */
  left?: true
} & ({ delivery: Delivery } | { skip: string } | { unsigned: true })

/**
 * Writes how mails ended, all in one transaction: ledger, facts, the leads' stories, the postmaster's count, the list of
 * suppressions. Once each; a repeat finds it done.
 */
export async function settleMail(store: Store, endings: Ending[]): Promise<void> {
  if (endings.length === 0) return
  await inMoment(
    store,
    (tx) => lockAll(tx, endings),
    async (m, { leads, rows }) => {
      const decided = endings.flatMap((ending): Decided[] => {
        const row = rows.get(ending.key)
        if (!row || !isOpen(row, ending)) return []
        const outcome = decide(m.now, row, ending)
        if (row.status !== 'claimed' && row.status !== 'sending' && isUnknown(outcome)) return []
        const lead = leads.get(row.lead_id ?? '') ?? null
        return [{ row, outcome, lead, uncounted: uncounted(row, ending) }]
      })
      if (decided.length === 0) return
      await write(m, decided)
      await journalAll(m, decided.flatMap(linesOf))
      await noteMailEvents(m, decided.flatMap(eventsOf))
      await recordFacts(m, decided.flatMap(factsOf))
      for (const one of decided) await follow(m, one)
    },
  )
}

// In the order of all of the product: companies, leads, mails.
async function lockAll(
  tx: Tx,
  endings: Ending[],
): Promise<{ leads: Map<string, LeadOf>; rows: Map<string, Settled> }> {
  const ids = [...new Set(endings.flatMap(({ leadId }) => leadId ?? []))]
  const leads = new Map<string, LeadOf>()
  if (ids.length > 0) {
    const mine = sql<boolean>`id = any(${ids}::uuid[])`
    const seen = await tx
      .selectFrom('leads')
      .select('account_id')
      .modifyFront(sql`/* settled-companies */`)
      .where(mine)
      .groupBy('account_id')
      .execute()
    const accounts = seen.flatMap((row) => row.account_id ?? [])
    if (accounts.length > 0) await lockAccounts(tx, accounts, await accountLock(tx))
    const locked = await tx
      .selectFrom('leads')
      .select(['id', 'account_id', 'email', 'erased_at'])
      .modifyFront(sql`/* lock-settled-leads */`)
      .where(mine)
      .orderBy('id')
      .forNoKeyUpdate()
      .execute()
    for (const { id, account_id, email, erased_at } of locked)
      if (erased_at === null) leads.set(id, { id, accountId: account_id, email })
  }
  const rows = await tx
    .selectFrom('messages')
    .modifyFront(sql`/* lock-settled-mail */`)
    .select([
      ...([
        'key',
        'lead_id',
        'journey_id',
        'seller_id',
        'template',
        'kind',
        'topic',
        'lane',
        'sender',
      ] as const),
      ...([
        'status',
        'reason',
        'claim_id',
        'tries',
        'message_id',
        'queued_at',
        'expires_at',
        'due_at',
      ] as const),
      ...(['first_tried_at', 'unknown_at', 'taken_at'] as const),
      // Leases are machine time.
      sql<boolean | null>`lease_until < clock_timestamp()`.as('over'),
    ])
    .where(sql<boolean>`key = any(${endings.map(({ key }) => key)}::text[])`)
    .orderBy('key')
    .forNoKeyUpdate()
    .execute()
  return { leads, rows: new Map(rows.map((row) => [row.key, row])) }
}

/**
 * Whether this holder still has the say. Who was taken for dead, and knows better now what became of its mail, is heard
 * as long as nobody else has taken the mail up: an accepted service mail does not go again.
 */
function isOpen(row: Settled, ending: Ending): boolean {
  if (row.status === 'claimed') return mine(row, ending) && !ending.left
  if (!('delivery' in ending)) return false
  if (row.status === 'sending') return mine(row, ending) && (!ending.left || row.over === true)
  if (ending.left) return false
  const givenUp = row.status === 'unknown' || (row.status === 'retry' && row.unknown_at !== null)
  return givenUp && ending.claimId !== null && row.claim_id === ending.claimId
}

const mine = (row: Settled, { claimId }: Ending): boolean => row.claim_id === claimId

function decide(now: number, row: Settled, ending: Ending): MailOutcome {
  const { kind, first_tried_at, unknown_at } = row
  if ('skip' in ending) return { status: 'skipped', reason: ending.skip }
  if ('unsigned' in ending) return unsignedOutcome(now, row)
  // Its holder noted that the server took it, and died before it wrote the rest.
  if (ending.left && row.taken_at !== null) return { status: 'sent' }
  const tried: Tried = {
    ...{
      now,
      kind,
      tries: row.tries + uncounted(row, ending),
      firstTriedAt: first_tried_at ?? now,
      unknownAt: unknown_at,
    },
    left: ending.left === true,
  }
  return outcomeOf(ending.delivery, tried)
}

/** The try of a mail that ended before its body was due: it had not begun, which counts the others. */
const uncounted = (row: Settled, ending: Ending): 0 | 1 =>
  row.status === 'claimed' && 'delivery' in ending && ending.delivery.end !== 'withheld' ? 1 : 0

async function write(m: Moment, decided: Decided[]): Promise<void> {
  const now = instant(m.now)
  const input = json(
    decided.map(({ row, outcome, uncounted }) => ({
      key: row.key,
      uncounted,
      status: outcome.status,
      reason: 'reason' in outcome ? outcome.reason : null,
      code: 'code' in outcome ? outcome.code : null,
      due_at: outcome.status === 'retry' ? instant(outcome.dueAt) : null,
      unknown: isUnknown(outcome),
    })),
  )
  // A mail of unknown fate remembers its claim, so that whoever had it can still tell.
  await sql`/* settle-mail */ update messages set status = x.status, reason = x.reason, code = x.code, lease_until = null, taken_at = null,
      claim_id = case when x.unknown then claim_id end,
      tries = tries + x.uncounted,
      first_tried_at = case when x.uncounted > 0 then coalesce(first_tried_at, ${now}) else first_tried_at end,
      left_at = case when x.status = 'retry' then left_at else ${now} end,
      due_at = coalesce(x.due_at, messages.due_at),
      unknown_at = case when x.unknown then ${now} else unknown_at end
    from jsonb_to_recordset(${input})
      as x(key text, status text, reason text, code text, due_at timestamptz, unknown boolean, uncounted int)
    where messages.key = x.key`.execute(m.tx)
}

async function follow(m: Moment, { row, outcome, lead }: Decided): Promise<void> {
  if (!lead) return
  if (outcome.status === 'retry') return retimeAfterMail(m, row, outcome.dueAt)
  if (outcome.status !== 'failed' || !outcome.strikes || row.seller_id || !lead.email) return
  const said = strikeOfReply(outcome.strikes)
  if (!said || !(await strike(m, { ...said, address: lead.email, messageKey: row.key })).out) return
  const reason = `bounced ${outcome.code ?? ''}`.trim()
  await suppress(m, { address: lead.email, topic: null, reason }, lead.id)
}
