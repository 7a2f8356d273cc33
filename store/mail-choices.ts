import type { LeavingReason } from '../core/mail/leaving-reasons.ts'
import { marketingConsents } from './consents.ts'
import type { Db } from './database.ts'
import { recordFact } from './facts/record.ts'
import { recordConsentFact } from './leads.ts'
import { noteMailEvents } from './mail-events.ts'
import { inMoment, type Moment } from './moment.ts'
import type { Store } from './store.ts'
import { suppress } from './suppressions.ts'
import { lockLead } from './transact.ts'

/** A mail of the ledger and the lead who got it, with the lead's language. */
export interface NamedMail {
  leadId: string
  topic: string | null
  lang: string | null
}

/** The lead and the topic of a mail in the ledger; null for mail to nobody we know, or no more. */
export async function mailNamed(db: Db, key: string): Promise<NamedMail | null> {
  const row = await db
    .selectFrom('messages')
    .innerJoin('leads', 'leads.id', 'messages.lead_id')
    .select(['leads.id', 'leads.lang', 'messages.topic'])
    .where('messages.key', '=', key)
    .where('messages.seller_id', 'is', null)
    .where('leads.erased_at', 'is', null)
    .executeTakeFirst()
  return row ? { leadId: row.id, topic: row.topic, lang: row.lang } : null
}

/**
 * A reader wants no more of this mail: of its topic, or with `all` no marketing mail whatever. In force with the
 * commit, also for what is queued or claimed; again it changes nothing. Service mail goes on: it answers what somebody
 * asked.
 */
export async function unsubscribe(
  store: Store,
  key: string,
  { all, source, reason }: { all: boolean; source: string; reason?: LeavingReason | null },
): Promise<void> {
  const mail = await mailNamed(store.db, key)
  if (!mail) return
  const topic = all ? null : mail.topic
  await inMoment(
    store,
    (tx) => lockLead(tx, mail.leadId),
    async (m, lead) => {
      const props = { message: key, ...(topic && { topic }), ...(reason && { reason }) }
      const said = { type: 'email.unsubscribed', leadId: lead.id, props }
      const fresh = await recordFact(m, { ...said, key: `unsubscribed/${key}/${topic ?? ''}` })
      if (fresh !== null) await noteUnsubscribed(m, key)
      // By one click first, and with a reason on the page later: the reason is not lost.
      else if (reason) await sayWhy(m, lead.id, { message: key, reason })
      if (topic === null) await wantNothing(m, lead.id, source)
      else if (lead.email) await suppress(m, { address: lead.email, topic, reason: 'unsubscribed' }, lead.id)
    },
  )
}

/** Notes the reason alone, once for each mail. */
export async function sayWhy(
  m: Moment,
  leadId: string,
  { message, reason }: { message: string | null; reason: LeavingReason },
): Promise<void> {
  await recordFact(m, {
    type: 'preferences.changed',
    leadId,
    props: { ...(message && { message }), reason },
    key: `why/${leadId}/${message ?? ''}/${reason}`,
  })
}

/** Counts a mail that made its reader say no: once, whatever else is refused through it. The caller holds the lead's lock. */
export async function noteUnsubscribed(m: Moment, key: string): Promise<void> {
  const message = await m.tx
    .selectFrom('messages')
    .select(['key', 'sender', 'lane', 'topic'])
    .where('key', '=', key)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('mail_events')
            .select('id')
            .where('message_key', '=', key)
            .where('what', '=', 'unsubscribed'),
        ),
      ),
    )
    .executeTakeFirst()
  if (message) await noteMailEvents(m, [{ what: 'unsubscribed', message }])
}

/** A no to everything is consent taken back, so that a later yes counts again. @returns whether it is news */
export async function wantNothing(m: Moment, leadId: string, source: string): Promise<boolean> {
  const state = (await marketingConsents(m.tx, [leadId])).get(leadId)
  const still =
    state?.all?.given !== false ||
    [...state.topics.values()].some((one) => one.given && one.at >= (state.all?.at ?? 0))
  if (still)
    await recordConsentFact(m, leadId, { purpose: 'marketing', given: false, source, text: 'No more mail' })
  return still
}
