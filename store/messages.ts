import type { MailFate } from '../core/advance/view.ts'
import { type MailOpens, mailOpens } from '../core/mail/mail-opens.ts'
import type { FoundZone } from '../core/time/zone.ts'
import { instant, json, maybeInstant, type Tx } from './database.ts'
import { laneFor } from './lanes/choose.ts'
import { wakeLane } from './lanes.ts'
import { hoursTold, tellStory } from './mail-story.ts'
import type { Moment } from './moment.ts'
import { placeIn, whereabouts } from './whereabouts.ts'

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

/** Writes a mail into the ledger, once per key, and has its lane look. A release without the template: skipped, and said. */
export async function queueMessage(m: Moment, message: NewMessage): Promise<void> {
  const { leadId, sellerId, journeyId = null } = message
  const known = Object.hasOwn(m.release.templateKinds, message.template)
    ? m.release.templateKinds[message.template]
    : undefined
  const kind = known?.kind ?? 'service'
  const topic = message.topic ?? known?.topic ?? null
  const reader = await readerOf(m, message)
  const lane = await laneFor(m, reader.email)
  const opens = kind === 'marketing' ? opensFor(m, message.hours ?? null, reader) : null
  const closed = opens?.closed ? hoursTold(opens, reader) : null
  const expiresAt = message.expiresAt ?? null
  const dueAt = Math.min(opens?.at ?? m.now, expiresAt ?? Number.POSITIVE_INFINITY)
  const found = known && templateFor(m, message.template, reader.lang)
  const row = await m.tx
    .insertInto('messages')
    .values({
      key: message.key,
      lead_id: leadId,
      seller_id: sellerId,
      journey_id: journeyId,
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
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (!row) return
  await tellStory(
    m,
    { ...message, journeyId },
    found
      ? { status: 'queued', ...(closed && { ...closed, until: dueAt }) }
      : { status: 'skipped', reason: NO_TEMPLATE },
  )
  if (found) wakeLane(m, lane, dueAt)
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

interface Reader extends FoundZone {
  lang: string
  email: string | null
}

async function readerOf(m: Moment, { leadId, sellerId }: NewMessage): Promise<Reader> {
  const { defaults } = m.release
  if (sellerId) {
    const seller = await m.tx
      .selectFrom('sellers')
      .select(['lang', 'zone', 'country', 'email'])
      .where('id', '=', sellerId)
      .executeTakeFirst()
    if (seller) return { ...seller, from: 'profile' }
  }
  const lead = leadId
    ? await m.tx.selectFrom('leads').selectAll().where('id', '=', leadId).executeTakeFirst()
    : undefined
  if (!lead) return { lang: defaults.lang, zone: defaults.zone, from: 'default', country: null, email: null }
  const lang = (lead.lang ?? defaults.lang).slice(0, 2).toLowerCase()
  return { lang, ...(await whereabouts(m, lead)), email: lead.email }
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
