import type { Insertable } from 'kysely'
import type { MailFate } from '../core/advance/view.ts'
import { DEFAULT_LANE } from '../core/mail/mail-lanes.ts'
import { type MailOpens, mailOpens } from '../core/mail/mail-opens.ts'
import type { FoundZone } from '../core/time/zone.ts'
import { instant, json, maybeInstant, type Tx } from './database.ts'
import { journalAll } from './journal.ts'
import { lanesFor } from './lanes/choose.ts'
import { wakeLane } from './lanes.ts'
import { type Reader, readersOf } from './mail-readers.ts'
import { hoursTold, storyLines, type ToldFate } from './mail-story.ts'
import type { Moment } from './moment.ts'
import type { MessagesTable } from './tables/mail.ts'
import { placeIn } from './whereabouts.ts'

/** One mail to one person, as whoever wants it sent says it. Instants in epoch ms of business time. */
export interface NewMessage {
  /** Stable: the same key is the same mail, whoever asks again. */
  key: string
  leadId: string | null
  /** The seller who gets it; null: the lead does. */
  sellerId: string | null
  journeyId?: string | null
  source: 'journey' | 'form' | 'handoff' | 'test' | 'alert'
  step?: string
  visit?: number
  template: string
  /** The seller in whose name it is sent. */
  from?: string | null
  topic?: string | null
  /** Name of the sending hours. */
  hours?: string | null
  priority?: number
  expiresAt?: number | null
  vars?: Record<string, unknown>
}

/** Rows of one statement: far fewer parameters than Postgres takes. */
const AT_ONCE = 500

/** Writes a mail into the ledger, once per key, and has its lane look. A release without the template: skipped, and said. */
export const queueMessage = (m: Moment, message: NewMessage): Promise<void> => queueMessages(m, [message])

/** The same for many mails, in as many statements as one takes. */
export async function queueMessages(m: Moment, messages: readonly NewMessage[]): Promise<void> {
  for (let from = 0; from < messages.length; from += AT_ONCE)
    await queueSome(m, messages.slice(from, from + AT_ONCE))
}

async function queueSome(m: Moment, messages: readonly NewMessage[]): Promise<void> {
  const readers = await readersOf(m, messages)
  const lanes = await lanesFor(
    m,
    readers.map(({ reader }) => reader.email),
  )
  const queued: Queued[] = []
  for (const [n, { message, reader }] of readers.entries())
    queued.push(await queuedAs(m, message, { reader, lane: lanes[n] ?? DEFAULT_LANE }))
  const made = await m.tx
    .insertInto('messages')
    .values(queued.map(({ row }) => row))
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .execute()
  const keys = new Set(made.map(({ key }) => key))
  const fresh = queued.filter(({ message }) => keys.delete(message.key))
  await journalAll(
    m,
    fresh.flatMap(({ message, fate }) =>
      storyLines({ ...message, journeyId: message.journeyId ?? null }, fate),
    ),
  )
  for (const { lane, dueAt, fate } of fresh) if (fate.status === 'queued') wakeLane(m, lane, dueAt)
}

/** A mail as it goes into the ledger, and what the story says of it. */
interface Queued {
  message: NewMessage
  row: Insertable<MessagesTable>
  fate: ToldFate
  lane: string
  dueAt: number
}

async function queuedAs(
  m: Moment,
  message: NewMessage,
  { reader, lane }: { reader: Reader; lane: string },
): Promise<Queued> {
  const known = Object.hasOwn(m.release.templateKinds, message.template)
    ? m.release.templateKinds[message.template]
    : undefined
  const kind = known?.kind ?? 'service'
  const topic = message.topic ?? known?.topic ?? null
  const opens = kind === 'marketing' ? opensFor(m, message.hours ?? null, reader) : null
  const closed = opens?.closed ? hoursTold(opens, reader) : null
  const expiresAt = message.expiresAt ?? null
  const dueAt = Math.min(opens?.at ?? m.now, expiresAt ?? Number.POSITIVE_INFINITY)
  const found = known && templateFor(m, message.template, reader.lang)
  const row = {
    key: message.key,
    lead_id: message.leadId,
    seller_id: message.sellerId,
    journey_id: message.journeyId ?? null,
    source: message.source,
    step: message.step ?? null,
    visit: message.visit ?? null,
    release_id: m.release.id,
    template: message.template,
    template_hash: found?.hash ?? null,
    lang: found?.lang ?? null,
    kind,
    topic,
    lane,
    from_seller: message.from ?? null,
    sender: await senderFor(m, { from: message.from ?? null, topic }),
    hours: message.hours ?? null,
    priority: message.priority ?? 5,
    vars: json(message.vars ?? {}),
    queued_at: instant(m.now),
    due_at: instant(dueAt),
    expires_at: maybeInstant(expiresAt),
    ...(closed && { reason: closed.reason }),
    ...(!found && { status: 'skipped' as const, reason: NO_TEMPLATE, left_at: instant(m.now) }),
  }
  const fate = found
    ? { status: 'queued', ...(closed && { ...closed, until: dueAt }) }
    : { status: 'skipped', reason: NO_TEMPLATE }
  return { message, row, fate, lane, dueAt }
}

const NO_TEMPLATE = 'template not published'

function opensFor(m: Moment, hours: string | null, reader: FoundZone): MailOpens {
  const named = hours !== null && Object.hasOwn(m.release.hours, hours) ? m.release.hours[hours] : undefined
  return mailOpens({ hours: named, quiet: m.release.quiet ?? [], place: placeIn(m, reader) }, m.now)
}

/** Whose mail it is, for pauses, warm-up and figures: a seller's own sender, else the topic's (rule 14). */
async function senderFor(
  m: Moment,
  { from, topic }: { from: string | null; topic: string | null },
): Promise<string> {
  const { senders, topics, defaults } = m.release
  const seller =
    from === null
      ? undefined
      : await m.tx.selectFrom('sellers').select('sender').where('id', '=', from).executeTakeFirst()
  if (seller?.sender && Object.hasOwn(senders, seller.sender)) return seller.sender
  const named = topic !== null && Object.hasOwn(topics, topic) ? topics[topic]?.sender : undefined
  return named ?? defaults.sender
}

/** The languages in which a template may be read: the reader's, the default one, English, any. */
function templateFor(m: Moment, name: string, lang: string): { hash: string; lang: string } | undefined {
  const { templates, defaults } = m.release
  const others = Object.keys(templates)
    .filter((key) => key.startsWith(`${name}.`) && !key.slice(name.length + 1).includes('.'))
    .map((key) => key.slice(name.length + 1))
    .sort()
  for (const one of [lang, defaults.lang, 'en', ...others]) {
    const hash = Object.hasOwn(templates, `${name}.${one}`) ? templates[`${name}.${one}`] : undefined
    if (hash) return { hash, lang: one }
  }
  return undefined
}

/** What became of each mail of a journey, by its key. */
export async function mailFates(tx: Tx, journeyId: string): Promise<Record<string, MailFate>> {
  const rows = await tx
    .selectFrom('messages')
    .select(['key', 'status', 'due_at', 'left_at'])
    .where('journey_id', '=', journeyId)
    .execute()
  return Object.fromEntries(
    rows.map(({ key, status, due_at, left_at }) => [key, { status, dueAt: due_at, leftAt: left_at }]),
  )
}
