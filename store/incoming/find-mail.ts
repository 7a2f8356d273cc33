import { sql } from 'kysely'
import type { IncomingEvent } from '../../core/mail/incoming/event.ts'
import { normalEmail } from '../../core/identity/email.ts'
import { asOf, type Db } from '../database.ts'
import { findLead } from '../identity.ts'

/** The mail of ours that something from outside is about, and how that is known. */
export interface FoundMail {
  key: string
  leadId: string | null
  /** `name`: by a token or a Message-ID · `writer`: only by who writes; the last mail that left to that lead. */
  by: 'name' | 'writer'
}

const DAY_MS = 86_400_000
/** An answer without any Message-ID of ours is one to the last mail, if that left so lately. */
const ANSWERS_WITHIN_MS = 60 * DAY_MS
const LOCAL = /^<([a-z0-9]{16,64})@[^<>\s@]+>$/i

/** Looks it up by its names; a person's answer also by its writer, because relays put Message-IDs of their own on mail. */
export async function findMail(db: Db, now: number, event: IncomingEvent): Promise<FoundMail | null> {
  const named = await mailNamed(db, event)
  if (named) return named
  if (event.kind !== 'reply' || event.proof === 'token') return null
  const from = normalEmail(event.from)
  const leadId = from.ok ? await findLead(db, { email: from.email }) : null
  if (leadId === null) return null
  const last = await db
    .selectFrom('messages')
    .select('key')
    .where('lead_id', '=', leadId)
    .where('seller_id', 'is', null)
    .where('status', 'in', ['sent', 'unknown'])
    .where('left_at', '>', asOf(now - ANSWERS_WITHIN_MS))
    .orderBy('left_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ? { key: last.key, leadId, by: 'writer' } : null
}

async function mailNamed(db: Db, { mailId, messageIds, proof }: IncomingEvent): Promise<FoundMail | null> {
  // A token of ours names one mail, whatever else the message says.
  const whole = (proof === 'token' ? [] : messageIds).flatMap((id) =>
    LOCAL.test(id) ? [id.toLowerCase()] : [],
  )
  const ids = [...(mailId === null ? [] : [mailId]), ...whole.map((id) => LOCAL.exec(id)?.[1] ?? '')]
  if (ids.length === 0) return null
  const rows = await db
    .selectFrom('messages')
    .select(['key', 'lead_id', 'message_id'])
    .where(
      sql<boolean>`message_id is not null and substr(message_id, 2, 32) = any(${ids.map((id) => id.slice(0, 32))}::text[])`,
    )
    .execute()
  const row =
    rows.find((one) => mailId !== null && one.message_id?.startsWith(`<${mailId}@`)) ??
    whole
      .map((id) => rows.find((one) => one.message_id?.toLowerCase() === id))
      .find((one) => one !== undefined)
  return row ? { key: row.key, leadId: row.lead_id, by: 'name' } : null
}
