import type { Topic } from '../core/release/release.ts'
import { consentedTo, marketingConsents } from './consents.ts'
import type { Db, Tx } from './database.ts'
import { recordFact } from './facts/record.ts'
import { recordConsentFact } from './leads.ts'
import { inMoment, type Moment } from './moment.ts'
import { newestRelease } from './releases.ts'
import type { Store } from './store.ts'
import { liftSuppression, refusedTopics, suppress } from './suppressions.ts'
import { lockLead } from './transact.ts'

/** A topic as its reader has chosen it. */
export interface ChosenTopic {
  name: string
  topic: Topic
  wanted: boolean
}

/** The lead and the topic of a mail in the ledger; null for mail to nobody we know. */
export async function mailNamed(
  db: Db,
  key: string,
): Promise<{ leadId: string; topic: string | null } | null> {
  const row = await db
    .selectFrom('messages')
    .select(['lead_id', 'topic', 'seller_id'])
    .where('key', '=', key)
    .executeTakeFirst()
  return row?.lead_id && row.seller_id === null ? { leadId: row.lead_id, topic: row.topic } : null
}

/**
 * A reader wants no more of this mail: of its topic, or with `all` no marketing mail whatever. In force with the
 * commit, also for what is queued; again it changes nothing. Service mail goes on: it answers what somebody asked.
 */
export async function unsubscribe(
  store: Store,
  key: string,
  { all, source }: { all: boolean; source: string },
): Promise<void> {
  const mail = await mailNamed(store.db, key)
  if (!mail) return
  const topic = all ? null : mail.topic
  await inMoment(
    store,
    (tx) => lockLead(tx, mail.leadId),
    async (m, lead) => {
      const props = { message: key, ...(topic && { topic }) }
      const fresh = await recordFact(m, {
        type: 'email.unsubscribed',
        leadId: lead.id,
        props,
        key: `unsubscribed/${key}/${topic ?? ''}`,
      })
      if (topic === null) await wantNothing(m, lead.id, source)
      else if (lead.email) await suppress(m, { address: lead.email, topic, reason: 'unsubscribed' }, lead.id)
      return fresh
    },
  )
}

// A no to everything is consent taken back, so that a later yes counts again.
async function wantNothing(m: Moment, leadId: string, source: string): Promise<void> {
  const state = (await marketingConsents(m.tx, [leadId])).get(leadId)
  const still =
    state?.all?.given !== false ||
    [...state.topics.values()].some((one) => one.given && one.at >= (state.all?.at ?? 0))
  if (still)
    await recordConsentFact(m, leadId, { purpose: 'marketing', given: false, source, text: 'No more mail' })
}

async function chosen(
  on: Db | Tx,
  lead: { id: string; email: string | null },
  topics: Record<string, Topic>,
): Promise<ChosenTopic[]> {
  const refused = lead.email ? (await refusedTopics(on, [lead.email])).get(lead.email) : undefined
  const state = (await marketingConsents(on, [lead.id])).get(lead.id)
  return Object.entries(topics).map(([name, topic]) => ({
    name,
    topic,
    wanted: !refused?.has(name) && !refused?.has('') && consentedTo(state, name),
  }))
}

/** What a lead has chosen, topic by topic; null for a lead that is not there, or no more. */
export async function readChoices(db: Db, leadId: string): Promise<ChosenTopic[] | null> {
  const lead = await db
    .selectFrom('leads')
    .select(['id', 'email', 'erased_at'])
    .where('id', '=', leadId)
    .executeTakeFirst()
  if (!lead || lead.erased_at !== null) return null
  return chosen(db, lead, (await newestRelease(db)).topics)
}

/**
 * Takes a lead's choice: a new yes is a consent for that topic, a new no ends its mail at once. No topic at all is a
 * no to everything.
 */
export async function saveChoices(
  store: Store,
  leadId: string,
  {
    wanted,
    source,
    textOf,
  }: { wanted: ReadonlySet<string>; source: string; textOf: (topic: Topic) => string },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    async (m, lead) => {
      const before = await chosen(m.tx, lead, m.release.topics)
      if (before.every((one) => !wanted.has(one.name))) return wantNothing(m, leadId, source)
      for (const { name, topic, wanted: had } of before) {
        if (wanted.has(name) === had) continue
        if (wanted.has(name)) {
          if (lead.email) await liftSuppression(m, lead.email, name)
          await recordConsentFact(m, leadId, {
            purpose: 'marketing',
            topic: name,
            source,
            text: textOf(topic),
          })
        } else if (lead.email) {
          await suppress(m, { address: lead.email, topic: name, reason: 'preferences' }, leadId)
          await recordFact(m, { type: 'email.unsubscribed', leadId, props: { topic: name } })
        }
      }
    },
  )
}
