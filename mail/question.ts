import type { Selectable } from 'kysely'
import type { MailQuestion } from '../core/mail/may-send.ts'
import { lengthOf } from '../core/time/duration.ts'
import { zoneOf } from '../core/time/zone.ts'
import { type ConsentState, consentedTo, marketingConsents } from '../store/consents.ts'
import { asOf } from '../store/database.ts'
import type { Moment } from '../store/moment.ts'
import { readPlan } from '../store/releases.ts'
import { refusedTopics } from '../store/suppressions.ts'
import type { LanesTable } from '../store/tables/mail.ts'
import type { LeadRow, MessageRow } from './claim.ts'

interface JourneyState {
  status: 'running' | 'paused' | 'parked' | 'done'
  endedAt: number | null
  wakePending: boolean
  heldUntil: number | null
  inSales: 'hold' | 'go on'
}

/** All that the claim's questions need of the store, read at once for a batch, under the leads' locks. */
export interface Knowledge {
  lead(message: MessageRow): LeadRow | undefined
  addressOf(message: MessageRow): string | null
  journeys: Map<string, JourneyState>
  refused: Map<string, Set<string>>
  consents: Map<string, ConsentState>
  inSales: Set<string>
  sentAt: Map<string, number[]>
  countAsSent(message: MessageRow, at: number): void
}

/** Reads it for these mails. */
export async function gatherKnowledge(
  m: Moment,
  messages: MessageRow[],
  leads: Map<string, LeadRow>,
): Promise<Knowledge> {
  const leadIds = [...leads.keys()]
  const sellers = await sellerAddresses(m, messages)
  const sentAt = await lately(m, messages)
  const lead = (message: MessageRow) => (message.lead_id ? leads.get(message.lead_id) : undefined)
  const addressOf = (message: MessageRow): string | null => {
    if (message.seller_id) return sellers.get(message.seller_id) ?? null
    const one = lead(message)
    return one && one.erased_at === null ? one.email : null
  }
  const addresses = [...new Set(messages.flatMap((message) => addressOf(message) ?? []))]
  return {
    lead,
    addressOf,
    journeys: await journeyStates(m, messages),
    refused: await refusedTopics(m.tx, addresses),
    consents: await marketingConsents(m.tx, leadIds),
    inSales: await openHandoffs(m, leadIds),
    sentAt,
    countAsSent(message, at) {
      if (message.kind !== 'marketing' || !message.lead_id) return
      sentAt.set(message.lead_id, [...(sentAt.get(message.lead_id) ?? []), at])
    },
  }
}

/** The question of the rules about one mail. */
export function questionOf(
  m: Moment,
  { message, lane, knowledge }: { message: MessageRow; lane: Selectable<LanesTable>; knowledge: Knowledge },
): MailQuestion {
  const lead = knowledge.lead(message)
  const journey = message.journey_id ? (knowledge.journeys.get(message.journey_id) ?? null) : null
  const refused = knowledge.refused.get(knowledge.addressOf(message) ?? '')
  const id = message.lead_id ?? ''
  const hours =
    message.hours !== null && Object.hasOwn(m.release.hours, message.hours)
      ? m.release.hours[message.hours]
      : undefined
  return {
    now: m.now,
    kind: message.kind,
    queuedAt: message.queued_at,
    expiresAt: message.expires_at,
    journey: journey && asSeenBy(message, journey),
    suppressed: refused?.has('') ?? false,
    topicRefused: message.topic !== null && (refused?.has(message.topic) ?? false),
    consented: consentedTo(knowledge.consents.get(id), message.topic),
    inSales: knowledge.inSales.has(id) && (journey?.inSales ?? 'hold') === 'hold',
    hushUntil: lead?.hush_until ?? null,
    ...(hours && { hours }),
    zone: lead ? zoneOf(lead, m.release.defaults.zone).zone : m.release.defaults.zone,
    country: lead?.country ?? null,
    caps: m.release.caps,
    sentAt: knowledge.sentAt.get(id) ?? [],
    lane: { paused: lane.paused, breakerUntil: lane.breaker_until },
  }
}

// What the ending turn itself sends (a goal's thanks, the last step) outlives the journey; older mail ends with it.
function asSeenBy(message: MessageRow, journey: JourneyState): JourneyState {
  const last = journey.status === 'done' && journey.endedAt !== null && message.queued_at >= journey.endedAt
  return last ? { ...journey, status: 'running', wakePending: false } : journey
}

async function journeyStates(m: Moment, messages: MessageRow[]): Promise<Map<string, JourneyState>> {
  const ids = [...new Set(messages.flatMap((message) => message.journey_id ?? []))]
  const found = new Map<string, JourneyState>()
  if (ids.length === 0) return found
  const rows = await m.tx
    .selectFrom('journeys')
    .select(['id', 'status', 'wake_at', 'ended_at', 'plan_hash', 'position'])
    .where('id', 'in', ids)
    .execute()
  for (const row of rows) {
    const { inSales } = await readPlan(m.tx, row.plan_hash)
    found.set(row.id, {
      status: row.status,
      endedAt: row.ended_at,
      wakePending: row.status === 'running' && row.wake_at !== null,
      heldUntil: row.position.heldUntil ?? null,
      inSales,
    })
  }
  return found
}

async function sellerAddresses(m: Moment, messages: MessageRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(messages.flatMap((message) => message.seller_id ?? []))]
  if (ids.length === 0) return new Map()
  const rows = await m.tx
    .selectFrom('sellers')
    .select(['id', 'email'])
    .where('id', 'in', ids)
    .where('active', '=', true)
    .execute()
  return new Map(rows.map((row) => [row.id, row.email]))
}

async function openHandoffs(m: Moment, leads: string[]): Promise<Set<string>> {
  if (leads.length === 0) return new Set()
  const rows = await m.tx
    .selectFrom('handoffs')
    .select('lead_id')
    .where('lead_id', 'in', leads)
    .where('state', '<>', 'closed')
    // Nobody has room for it yet: it stays in nurture.
    .where('full_until', 'is', null)
    .execute()
  return new Set(rows.map((row) => row.lead_id))
}

/** When these leads' marketing mails left, as far back as the longest cap reaches; those on their way count as gone. */
async function lately(m: Moment, messages: MessageRow[]): Promise<Map<string, number[]>> {
  const leads = [
    ...new Set(messages.flatMap((message) => (message.kind === 'marketing' && message.lead_id) || [])),
  ]
  const found = new Map<string, number[]>()
  if (leads.length === 0 || m.release.caps.length === 0) return found
  // A tenth more, because months and workdays are longer than their mean.
  const reach = Math.max(...m.release.caps.map((cap) => lengthOf(cap.per))) * 1.1
  const rows = await m.tx
    .selectFrom('messages')
    .select(['lead_id', 'left_at'])
    .where('lead_id', 'in', leads)
    .where('kind', '=', 'marketing')
    .where((where) =>
      where.or([
        where.and([where('status', '=', 'sent'), where('left_at', '>', asOf(m.now - reach))]),
        where('status', 'in', ['claimed', 'sending']),
      ]),
    )
    .execute()
  for (const { lead_id, left_at } of rows) {
    if (lead_id) found.set(lead_id, [...(found.get(lead_id) ?? []), left_at ?? m.now])
  }
  return found
}
