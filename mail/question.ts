import { sql } from 'kysely'
import type { AfterPause } from '../core/mail/late-mail.ts'
import { capsFor, type Slots } from '../core/mail/caps.ts'
import type { MailQuestion } from '../core/mail/may-send.ts'
import type { FoundZone } from '../core/time/zone.ts'
import { type ConsentState, consentedTo, marketingConsents } from '../store/consents.ts'
import { type LaneState, parkedBy, tierRoom } from '../store/lanes/state.ts'
import { type MailSlots, readSlots } from '../store/mail-slots.ts'
import type { Moment } from '../store/moment.ts'
import { readPlan } from '../store/releases.ts'
import { refusedTopics } from '../store/suppressions.ts'
import { placeIn, whereaboutsOfAll } from '../store/whereabouts.ts'
import type { LeadRow, MessageRow } from './claim.ts'

interface JourneyState {
  status: 'running' | 'paused' | 'parked' | 'done'
  endedAt: number | null
  wakePending: boolean
  heldUntil: number | null
  inSales: 'hold' | 'go on'
  afterPause: AfterPause | undefined
}

/** All that the claim's questions need of the store, read at once for a batch, under the leads' locks. */
export interface Knowledge {
  lead(message: MessageRow): LeadRow | undefined
  addressOf(message: MessageRow): string | null
  journeys: Map<string, JourneyState>
  refused: Map<string, Set<string>>
  consents: Map<string, ConsentState>
  inSales: Set<string>
  slots: MailSlots
  /** Where the clock of a mail's reader stands. */
  zoneFor(message: MessageRow): FoundZone
}

/** Reads it for these mails. */
export async function gatherKnowledge(
  m: Moment,
  messages: MessageRow[],
  leads: Map<string, LeadRow>,
): Promise<Knowledge> {
  const leadIds = [...leads.keys()]
  const sellers = await sellerAddresses(m, messages)
  const zones = await whereaboutsOfAll(m, [...leads.values()])
  const ours: FoundZone = { zone: m.release.defaults.zone, from: 'default', country: null }
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
    slots: await readSlots(m, wantingSlots(messages, leads)),
    zoneFor: (message) => zones.get(message.lead_id ?? '') ?? ours,
  }
}

const wantingSlots = (messages: MessageRow[], leads: Map<string, LeadRow>): LeadRow[] => {
  const ids = new Set(messages.flatMap((one) => (one.kind === 'marketing' && one.lead_id) || []))
  return [...leads.values()].filter((lead) => ids.has(lead.id))
}

/** The question of the rules about one mail. */
export function questionOf(
  m: Moment,
  { message, lane, knowledge }: { message: MessageRow; lane: LaneState; knowledge: Knowledge },
): MailQuestion {
  const lead = knowledge.lead(message)
  const journey = message.journey_id ? (knowledge.journeys.get(message.journey_id) ?? null) : null
  const refused = knowledge.refused.get(knowledge.addressOf(message) ?? '')
  const id = message.lead_id ?? ''
  const hours =
    message.hours !== null && Object.hasOwn(m.release.hours, message.hours)
      ? m.release.hours[message.hours]
      : undefined
  const consent = knowledge.consents.get(id)
  return {
    now: m.now,
    kind: message.kind,
    queuedAt: message.queued_at,
    expiresAt: message.expires_at,
    waitedFor: message.reason,
    journey: journey && asSeenBy(message, journey),
    suppressed: refused?.has('') ?? false,
    topicRefused: message.topic !== null && (refused?.has(message.topic) ?? false),
    consented: consentedTo(consent, message.topic),
    pendingUntil: consent?.pendingUntil ?? null,
    inSales: knowledge.inSales.has(id) && (journey?.inSales ?? 'hold') === 'hold',
    hushUntil: lead?.hush_until ?? null,
    ...(hours && { hours }),
    quiet: m.release.quiet ?? [],
    place: placeIn(m, knowledge.zoneFor(message)),
    caps: capsFor(m.release.caps, lead?.mail_pace === 'fewer'),
    slots: lead ? knowledge.slots.of(lead) : NO_SLOTS,
    parked: parkedBy(lane, message, m.now) !== null,
    warmingUntil: tierRoom(lane, message) ? null : lane.tomorrow,
  }
}

const NO_SLOTS: Slots = { lead: [], account: [] }

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
    .modifyFront(sql`/* journeys-of-mail */`)
    .select(['id', 'status', 'wake_at', 'ended_at', 'plan_hash', 'position'])
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute()
  for (const row of rows) {
    const { inSales, afterPause } = await readPlan(m.tx, row.plan_hash)
    found.set(row.id, {
      status: row.status,
      endedAt: row.ended_at,
      wakePending: row.status === 'running' && row.wake_at !== null,
      heldUntil: row.position.heldUntil ?? null,
      inSales,
      afterPause,
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
    .modifyFront(sql`/* open-handoffs */`)
    .select('lead_id')
    .where(sql<boolean>`lead_id = any(${leads}::uuid[])`)
    .where('state', '<>', 'closed')
    // Nobody has room for it yet: it stays in nurture.
    .where('full_until', 'is', null)
    .execute()
  return new Set(rows.map((row) => row.lead_id))
}
