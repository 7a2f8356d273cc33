import { sql } from 'kysely'
import { leaveAudiences, rejoinAudiences } from './audiences.ts'
import type { StoredFact } from './facts/insert.ts'
import { asOf, instant, type Db, json, type Tx } from './database.ts'
import { skipMail } from './skip-mail.ts'
import type { Moment } from './moment.ts'

type Purpose = 'marketing' | 'dealers' | 'data'
const PURPOSES: readonly string[] = ['marketing', 'dealers', 'data']

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * Writes the consent row that a fact `consent.given` or `consent.withdrawn` says. Withdrawn consent for marketing ends
 * the lead's mail that has not begun to leave, and its stay in audiences. The caller holds the lead's lock.
 */
export async function applyConsent(m: Moment, fact: StoredFact): Promise<void> {
  if (!fact.leadId || (fact.type !== 'consent.given' && fact.type !== 'consent.withdrawn')) return
  const purpose = text(fact.props.purpose) || 'marketing'
  if (!PURPOSES.includes(purpose)) return
  const given = fact.type === 'consent.given'
  const topic = text(fact.props.topic) || null
  await m.tx
    .insertInto('consents')
    .values({
      lead_id: fact.leadId,
      purpose: purpose as Purpose,
      topic,
      given,
      at: instant(fact.at),
      source: text(fact.props.source) || 'fact',
      text: text(fact.props.text),
      version: text(fact.props.version) || null,
      recorded_at: instant(m.now),
    })
    .execute()
  if (purpose !== 'marketing') return
  if (given) return rejoinAudiences(m, fact.leadId)
  await skipMail(m, { leadId: fact.leadId, topic, kinds: ['marketing'] }, 'no consent')
  await leaveAudiences(m, { leadId: fact.leadId, topic }, 'consent withdrawn')
}

/** What must be shown if somebody asks who agreed, when, where and how (GDPR art. 7(1)). Texts, none of them long. */
export type Proof = Record<string, string | null>

/**
 * Adds its proof to a consent that was given at this moment. It is ours alone to write: no fact from outside can bring one.
 * The caller holds the lead's lock.
 */
export async function keepProof(
  m: Moment,
  leadId: string,
  { purpose, topic }: { purpose: string; topic: string | null },
  proof: Proof,
): Promise<void> {
  await m.tx
    .updateTable('consents')
    .set({ proof: json(proof) })
    .where('lead_id', '=', leadId)
    .where('purpose', '=', purpose as Purpose)
    .where('topic', 'is not distinct from', topic)
    .where('at', '=', asOf(m.now))
    .where('given', '=', true)
    .execute()
}

/** Whether the lead consents to being offered to dealers: the newest word about it counts. */
export async function consentsToDealers(tx: Tx | Db, leadId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('consents')
    .select('given')
    .where('lead_id', '=', leadId)
    .where('purpose', '=', 'dealers')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.given ?? false
}

/** Consents for marketing that are in force: whether each topic, or '' for all, was last given or withdrawn. */
export interface ConsentState {
  all: { given: boolean; at: number } | null
  topics: Map<string, { given: boolean; at: number }>
  /** Until when a consent that was ticked can still be confirmed from the mailbox (epoch ms); null: none is asked. */
  pendingUntil: number | null
}

/** Consent for marketing of these leads, by lead. */
export async function marketingConsents(tx: Tx | Db, leads: string[]): Promise<Map<string, ConsentState>> {
  const found = new Map<string, ConsentState>()
  if (leads.length === 0) return found
  const rows = await tx
    .selectFrom('consents')
    .modifyFront(sql`/* marketing-consents */`)
    .select(['lead_id', 'topic', 'given', 'at'])
    .where(sql<boolean>`lead_id = any(${leads}::uuid[])`)
    .where('purpose', '=', 'marketing')
    .orderBy('at')
    .orderBy('id')
    .execute()
  for (const { lead_id, topic, given, at } of rows) {
    const state: ConsentState = found.get(lead_id) ?? { all: null, topics: new Map(), pendingUntil: null }
    if (topic === null) state.all = { given, at }
    else state.topics.set(topic, { given, at })
    found.set(lead_id, state)
  }
  const unsure = leads.filter((lead) => !consentedTo(found.get(lead), null))
  for (const [lead, until] of await pending(tx, unsure)) {
    const state: ConsentState = found.get(lead) ?? { all: null, topics: new Map(), pendingUntil: null }
    found.set(lead, { ...state, pendingUntil: until })
  }
  return found
}

/** Until when what these leads ticked for marketing can be confirmed; it may be past. */
async function pending(tx: Tx | Db, leads: string[]): Promise<[lead: string, until: number][]> {
  if (leads.length === 0) return []
  const rows = await tx
    .selectFrom('consent_asks')
    .select(['lead_id', (e) => e.fn.max('expires_at').as('until')])
    .where(sql<boolean>`lead_id = any(${leads}::uuid[])`)
    .where('confirmed_at', 'is', null)
    .where(sql<boolean>`boxes @> '[{"purpose": "marketing"}]'`)
    .groupBy('lead_id')
    .execute()
  return rows.map(({ lead_id, until }) => [lead_id, until])
}

/** Whether marketing mail of this topic is consented to: the newer of "this topic" and "all" counts. */
export function consentedTo(state: ConsentState | undefined, topic: string | null): boolean {
  const one = topic === null ? undefined : state?.topics.get(topic)
  const all = state?.all
  if (one && all) return one.at >= all.at ? one.given : all.given
  return (one ?? all)?.given ?? false
}
