import type { LeavingReason } from '../core/mail/leaving-reasons.ts'
import { offeredTopics } from '../core/mail/offered-topics.ts'
import type { Release, Topic } from '../core/release/release.ts'
import { addDuration } from '../core/time/duration.ts'
import { consentedTo, marketingConsents } from './consents.ts'
import { type Db, instant, type Tx } from './database.ts'
import { dueNow } from './due-now.ts'
import { recordFact } from './facts/record.ts'
import { hushIn } from './hush.ts'
import { recordConsentFact } from './leads.ts'
import { noteUnsubscribed, sayWhy, wantNothing } from './mail-choices.ts'
import { inMoment, type Moment } from './moment.ts'
import { newestRelease } from './releases.ts'
import type { Store } from './store.ts'
import { liftSuppression, refusedTopics, suppress } from './suppressions.ts'
import { type LockedLead, lockLead } from './transact.ts'
import { placeIn, whereabouts } from './whereabouts.ts'

/** A topic as its reader has chosen it. */
export interface ChosenTopic {
  name: string
  topic: Topic
  wanted: boolean
}

/** What a lead has chosen. Instants in epoch ms of business time. */
export interface Preferences {
  lang: string | null
  zone: string
  topics: ChosenTopic[]
  fewer: boolean
  /** The reader asked for a pause until then. */
  pausedUntil: number | null
  /** The address takes no mail at all, whatever is ticked: it bounced, or the mail was reported. */
  stopped: boolean
}

/** What a reader sends from the page: all of it, and what the page had shown. */
export interface NewPreferences {
  /** Topics that are ticked; null: no mail at all. */
  wanted: ReadonlySet<string> | null
  /**
   * Topics that were ticked when the page was made; null: those that are now. What was not touched stays as it is now, so
   * that an old page in another tab takes back nothing that was said since.
   */
  shown: ReadonlySet<string> | null
  fewer?: { shown: boolean; wanted: boolean }
  pause?: 'begin' | 'end' | null
  reason?: LeavingReason | null
  /** The mail through which the page was reached. */
  message: string | null
  /** Where the page stands, as the consents' source, and the words of a consent. */
  source: string
  textOf: (topic: Topic) => string
  version?: string
}

/** Why mail rests, in the row of the lead: only a pause of the reader's own is the reader's to end. */
const ASKED_PAUSE = 'the reader asked for a pause'
const PAUSE = '1 month'

async function chosen(
  on: Db | Tx,
  lead: { id: string; email: string | null },
  release: Release,
): Promise<{ topics: ChosenTopic[]; stopped: boolean }> {
  const refused = lead.email ? (await refusedTopics(on, [lead.email])).get(lead.email) : undefined
  const state = (await marketingConsents(on, [lead.id])).get(lead.id)
  const topics = offeredTopics(release).map(([name, topic]) => ({
    name,
    topic,
    wanted: !refused?.has(name) && consentedTo(state, name),
  }))
  return { topics, stopped: refused?.has('') ?? false }
}

const pauseOf = (lead: { hush_until: number | null; hush_reason: string | null }, now: number) =>
  lead.hush_reason === ASKED_PAUSE && lead.hush_until !== null && lead.hush_until > now
    ? lead.hush_until
    : null

/** What a lead has chosen; null for a lead that is not there, or no more. */
export async function readPreferences({ db, clock }: Store, leadId: string): Promise<Preferences | null> {
  const lead = await db.selectFrom('leads').selectAll().where('id', '=', leadId).executeTakeFirst()
  if (!lead || lead.erased_at !== null) return null
  const release = await newestRelease(db)
  return {
    lang: lead.lang,
    zone: (await whereabouts({ tx: db, release }, lead)).zone,
    fewer: lead.mail_pace === 'fewer',
    pausedUntil: pauseOf(lead, await clock.now(db)),
    ...(await chosen(db, lead, release)),
  }
}

/**
 * Takes a lead's choice: a new yes is a consent for that topic, a new no ends its mail at once; no topic at all is a no to
 * everything. What it changed is one fact `preferences.changed`; the same again changes nothing.
 * @throws AppError lead_unknown, lead_erased
 */
export async function savePreferences(store: Store, leadId: string, wish: NewPreferences): Promise<void> {
  await inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    async (m, lead) => {
      const topics = await takeTopics(m, lead, wish)
      const pace = await takePace(m, lead, wish)
      const pause = await takePause(m, lead, wish)
      const changed = { ...topics, ...pace, ...pause }
      const { message, reason } = wish
      if (Object.keys(changed).length > 0) {
        const props = { ...changed, ...(message && { message }), ...(reason && { reason }) }
        await recordFact(m, { type: 'preferences.changed', leadId, props })
      } else if (reason) await sayWhy(m, leadId, { message, reason })
      if (message && ('no' in topics || 'none' in topics)) await noteUnsubscribed(m, message)
    },
  )
}

type Changed = Record<string, unknown>

async function takeTopics(m: Moment, lead: LockedLead, wish: NewPreferences): Promise<Changed> {
  const { topics } = await chosen(m.tx, lead, m.release)
  const now = new Set(topics.filter((one) => one.wanted).map((one) => one.name))
  const { wanted, shown, source } = wish
  const none = async () => ((await wantNothing(m, lead.id, source)) ? { none: true } : {})
  if (wanted === null) return none()
  const before = shown ?? now
  const yes = topics.filter(({ name }) => wanted.has(name) && !before.has(name) && !now.has(name))
  const no = topics.filter(({ name }) => !wanted.has(name) && before.has(name) && now.has(name))
  // The last one unticked is a no to everything, also to a topic that is made next year.
  if (no.length > 0 && yes.length === 0 && no.length === now.size) return none()
  for (const one of yes) await sayYes(m, lead, one, wish)
  for (const one of no) await sayNo(m, lead, one.name, wish)
  const names = (of: ChosenTopic[]) => of.map((one) => one.name)
  return { ...(yes.length > 0 && { yes: names(yes) }), ...(no.length > 0 && { no: names(no) }) }
}

async function sayYes(m: Moment, lead: LockedLead, one: ChosenTopic, wish: NewPreferences): Promise<void> {
  if (lead.email) await liftSuppression(m, lead.email, one.name)
  const { source, textOf, version } = wish
  const consent = { purpose: 'marketing', topic: one.name, source, text: textOf(one.topic) } as const
  await recordConsentFact(m, lead.id, { ...consent, ...(version && { version }) })
}

async function sayNo(m: Moment, lead: LockedLead, topic: string, wish: NewPreferences): Promise<void> {
  const { message, reason, source } = wish
  if (lead.email) await suppress(m, { address: lead.email, topic, reason: 'preferences' }, lead.id)
  else
    await recordConsentFact(m, lead.id, {
      purpose: 'marketing',
      topic,
      given: false,
      source,
      text: 'No more',
    })
  const props = { topic, ...(message && { message }), ...(reason && { reason }) }
  await recordFact(m, { type: 'email.unsubscribed', leadId: lead.id, props })
}

async function takePace(m: Moment, lead: LockedLead, { fewer }: NewPreferences): Promise<Changed> {
  const is = lead.mail_pace === 'fewer'
  if (!fewer || fewer.wanted === fewer.shown || fewer.wanted === is) return {}
  const pace = fewer.wanted ? 'fewer' : null
  await m.tx
    .updateTable('leads')
    .set({ mail_pace: pace, updated_at: instant(m.now) })
    .where('id', '=', lead.id)
    .execute()
  if (pace === null) await dueNow(m, lead.id, ['cap reached'])
  return { pace: pace ?? 'usual' }
}

async function takePause(m: Moment, lead: LockedLead, { pause }: NewPreferences): Promise<Changed> {
  const own = pauseOf(lead, m.now)
  if (pause === 'end' && own !== null) {
    await hushIn(m, lead.id, { until: m.now, reason: ASKED_PAUSE })
    return { pausedUntil: new Date(m.now).toISOString() }
  }
  if (pause !== 'begin' || own !== null) return {}
  const until = addDuration(m.now, PAUSE, placeIn(m, await whereabouts(m, lead)))
  // Somebody let the lead rest for longer already: a pause never shortens that.
  if (lead.hush_until !== null && lead.hush_until >= until) return {}
  await hushIn(m, lead.id, { until, reason: ASKED_PAUSE })
  return { pausedUntil: new Date(until).toISOString() }
}
