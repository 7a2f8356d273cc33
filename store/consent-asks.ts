import { asOf, type Db, instant, json, type Tx } from './database.ts'
import { recordFact } from './facts/record.ts'
import { queueMessage } from './messages.ts'
import type { Moment } from './moment.ts'
import type { AskedBox } from './tables/mail-world.ts'

/** The template of the mail that asks: marketing writes it, in the languages of its forms. */
export const CONFIRM_TEMPLATE = 'consent/confirm'

const DAY = 24 * 3_600_000
/** How long a consent can be confirmed, in business ms. */
const LASTS = 7 * DAY
/** Whoever fills in a form with an address of somebody else must not fill that mailbox: so many mails a day. */
const MAILS_A_DAY = 3
/** The same once more so soon is the same click, in business ms. */
const SAME = 10 * 60_000

/** What was ticked, where, and from which network address. */
interface Asked {
  form: string
  boxes: AskedBox[]
  source: string
  ip: string
}

/**
 * Keeps boxes that were ticked until they are confirmed from the mailbox, and mails the link: also to a lead that agreed
 * long ago, for the page must not tell a stranger who did. The caller holds the lead's lock.
 * @returns until when it can be confirmed
 */
export async function askConsent(m: Moment, leadId: string, asked: Asked): Promise<number> {
  const waiting = await m.tx
    .selectFrom('consent_asks')
    .select(['asked_at', 'expires_at', 'boxes'])
    .where('lead_id', '=', leadId)
    .where('confirmed_at', 'is', null)
    .where('asked_at', '>', asOf(m.now - DAY))
    .orderBy('asked_at', 'desc')
    .execute()
  const same = waiting.find((one) => sameBoxes(one.boxes, asked.boxes))
  if (same && m.now - same.asked_at < SAME) return same.expires_at
  const [newest] = waiting
  return newest && waiting.length >= MAILS_A_DAY ? newest.expires_at : ask(m, leadId, asked)
}

const nameOf = ({ purpose, topic, version }: AskedBox) => `${purpose} ${topic ?? ''} ${version}`
const sameBoxes = (one: AskedBox[], other: AskedBox[]) =>
  one.map(nameOf).sort().join('\n') === other.map(nameOf).sort().join('\n')

async function ask(m: Moment, leadId: string, { form, boxes, source, ip }: Asked): Promise<number> {
  const expires = m.now + LASTS
  const { id } = await m.tx
    .insertInto('consent_asks')
    .values({
      lead_id: leadId,
      form,
      boxes: json(boxes),
      source,
      proof: json({ askedIp: ip }),
      asked_at: instant(m.now),
      expires_at: instant(expires),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const key = `consent/${id}`
  await m.tx.updateTable('consent_asks').set({ message_key: key }).where('id', '=', id).execute()
  const until = new Date(expires).toISOString()
  await recordFact(m, {
    type: 'consent.asked',
    leadId,
    props: { form, ask: id, expires: until, purposes: boxes.map((box) => box.purpose) },
  })
  await queueMessage(m, {
    key,
    leadId,
    sellerId: null,
    source: 'form',
    template: CONFIRM_TEMPLATE,
    expiresAt: expires,
    vars: { form, confirm: { ask: id, until, boxes: boxes.map((box) => box.text) } },
  })
  return expires
}

/** Until when what was ticked in this form can still be confirmed; null: nothing waits. */
export async function askedUntil(
  on: Db | Tx,
  leadId: string,
  { form, now }: { form: string; now: number },
): Promise<number | null> {
  const waiting = await waitingConsents(on, leadId, now)
  return waiting.filter((one) => one.form === form).at(-1)?.expiresAt ?? null
}

/** A consent that waits to be confirmed, for the lead's page. Instants in epoch ms. */
export interface WaitingConsent {
  purpose: string
  topic: string | null
  version: string
  form: string | null
  askedAt: number
  expiresAt: number
}

/** What this lead ticked and can still confirm. */
export async function waitingConsents(on: Db | Tx, leadId: string, now: number): Promise<WaitingConsent[]> {
  const rows = await on
    .selectFrom('consent_asks')
    .select(['form', 'boxes', 'asked_at', 'expires_at'])
    .where('lead_id', '=', leadId)
    .where('confirmed_at', 'is', null)
    .where('expires_at', '>', asOf(now))
    .orderBy('asked_at')
    .execute()
  return rows.flatMap(({ form, boxes, asked_at, expires_at }) =>
    boxes.map(({ purpose, topic, version }) => ({
      purpose,
      topic,
      version,
      form,
      askedAt: asked_at,
      expiresAt: expires_at,
    })),
  )
}
