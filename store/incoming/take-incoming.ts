import type { IncomingEvent } from '../../core/mail/incoming/event.ts'
import { instant, type Tx } from '../database.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import { lockIfThere, type LockedLead } from '../transact.ts'
import { agreedRecipient } from './agrees.ts'
import { bounced, delayed } from './bounced.ts'
import { delivered } from './delivered.ts'
import { type FoundMail, findMail } from './find-mail.ts'
import { complained, unsubscribedThere } from './refused-all.ts'
import { replied } from './replied.ts'
import { type MessageRow, note, tell } from './told.ts'

/** Where it came from, and what tells it apart from all else from there. */
export interface Origin {
  source: string
  id: string
}

/** `taken`: it had its effect · `counted`: it is about no mail of ours that it can prove · `repeated`: it came before. */
export type Taken = 'taken' | 'counted' | 'repeated'

/**
 * Takes in what the world says of a mail of ours, whatever way it came: ledger, facts, the lead's story, the list of suppressions and
 * the postmaster's figures, in one transaction, once an origin. Nobody is ever answered.
 */
export async function takeIncoming(store: Store, event: IncomingEvent, origin: Origin): Promise<Taken> {
  const found = await findMail(store.db, await store.clock.now(store.db), event)
  return inMoment(
    store,
    async (tx) => {
      const lead = found?.leadId ? await lockIfThere(tx, found.leadId) : null
      const mail = found ? await lockMail(tx, found.key) : undefined
      return { lead, mail }
    },
    async (m, { lead, mail }) => {
      if (!(await isNew(m, event, origin, mail?.key ?? null))) return 'repeated'
      if (!found || !mail) return 'counted'
      if (mail.seller_id !== null) return toSeller(m, mail, event)
      // Erased while its mail was on the way: there is nobody left of whom anything could be said.
      if (!lead) return 'counted'
      return act(m, { mail, lead, event, by: found.by, id: origin.id })
    },
  )
}

interface Known {
  mail: MessageRow
  lead: LockedLead
  event: IncomingEvent
  by: FoundMail['by']
  id: string
}

async function act(m: Moment, known: Known): Promise<Taken> {
  const { mail, lead, event } = known
  if (event.kind === 'reply') {
    await replied(m, known)
    return 'taken'
  }
  if (event.kind === 'auto-reply') {
    await tell(m, mail, { status: 'answered by a machine', reason: 'out of office, or a receipt' })
    return 'taken'
  }
  const agreed = await agreedRecipient(m, lead, event)
  if (!agreed) return 'counted'
  const { recipient } = agreed
  if (event.kind === 'bounce') await bounced(m, { mail, lead, agreed })
  else if (event.kind === 'complaint') await complained(m, { mail, lead, agreed })
  else if (event.kind === 'unsubscribed') await unsubscribedThere(m, { mail, lead, agreed })
  else if (event.kind === 'delivered') await delivered(m, { mail, lead })
  else if (event.kind === 'delayed' || recipient.class === 'delayed') await delayed(m, mail, recipient.status)
  else return 'counted'
  return 'taken'
}

/** A notice to a seller came back: the story says so, and no lead pays for it. */
async function toSeller(m: Moment, mail: MessageRow, { kind, recipients }: IncomingEvent): Promise<Taken> {
  const failed = recipients.find((one) => one.class !== 'delayed')
  if (kind !== 'bounce' || !failed) return 'counted'
  await note(m, mail, failed.class === 'sender' ? 'refused' : 'bounced', failed.status)
  await tell(m, mail, { status: 'bounced', code: failed.status, reason: 'the seller did not get it' })
  return 'taken'
}

async function isNew(
  m: Moment,
  { kind }: IncomingEvent,
  { source, id }: Origin,
  key: string | null,
): Promise<boolean> {
  const row = await m.tx
    .insertInto('incoming')
    .values({ source, id, at: instant(m.now), kind, message_key: key })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

const lockMail = (tx: Tx, key: string): Promise<MessageRow | undefined> =>
  tx.selectFrom('messages').selectAll().where('key', '=', key).forNoKeyUpdate().executeTakeFirst()
