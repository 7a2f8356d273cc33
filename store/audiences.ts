import { sql } from 'kysely'
import { consentedTo, marketingConsents } from './consents.ts'
import { type Db, instant, type Tx } from './database.ts'
import { recordFact } from './facts/record.ts'
import { journal } from './journal.ts'
import type { Moment } from './moment.ts'
import { readPlan } from './releases.ts'
import { refusedTopics } from './suppressions.ts'

/** Who puts a lead into an audience, and for which topic: what the lead must agree to. */
export interface Joining {
  leadId: string
  journeyId: string
  audience: string
  topic: string
}

/**
 * Puts the lead into an audience while this journey runs; the first journey that does so makes the fact
 * `audience.joined`. Without consent for the topic, or after a no, nobody joins, and the story says so. The caller holds
 * the lead's lock.
 */
export async function joinAudience(
  m: Moment,
  { leadId, journeyId, audience, topic }: Joining,
): Promise<void> {
  if (!(await agreed(m.tx, leadId, topic))) {
    const data = { what: 'skipped', audience, why: 'no consent' }
    return journal(m, { leadId, journeyId, kind: 'decision', data })
  }
  const before = await stays(m.tx, leadId, audience)
  const row = await m.tx
    .insertInto('audience_members')
    .values({ audience, lead_id: leadId, journey_id: journeyId, since: instant(m.now) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row && before === 0)
    await recordFact(m, { type: 'audience.joined', leadId, props: { audience, journey: journeyId } })
}

/**
 * Takes a lead out of audiences: of those of a journey that ends, or of all that stand for a topic (null: all) after a
 * no. When no journey keeps it there, the fact `audience.left` says so with the reason.
 */
export async function leaveAudiences(
  m: Moment,
  which: { journeyId: string } | { leadId: string; topic: string | null },
  reason: string,
): Promise<void> {
  const ofTopic = 'leadId' in which && which.topic !== null ? which.topic : null
  const where =
    'journeyId' in which
      ? sql`a.journey_id = ${which.journeyId}`
      : sql`a.lead_id = ${which.leadId} and (${ofTopic}::text is null or p.body ->> 'topic' = ${ofTopic})`
  const { rows } = await sql<{ lead: string; audience: string; journey: string }>`
    update audience_members set until = ${instant(m.now)}
    where id in (
      select a.id from audience_members a
        join journeys j on j.id = a.journey_id join plans p on p.hash = j.plan_hash
      where a.until is null and ${where} order by a.id for no key update of a)
    returning lead_id as lead, audience, journey_id as journey`.execute(m.tx)
  const left = new Map(rows.map((row) => [`${row.lead} ${row.audience}`, row]))
  for (const { lead, audience, journey } of left.values()) {
    if ((await stays(m.tx, lead, audience)) > 0) continue
    await recordFact(m, { type: 'audience.left', leadId: lead, props: { audience, journey, reason } })
  }
}

/** A yes after a no: the journeys that run put the lead back into their audiences. */
export async function rejoinAudiences(m: Moment, leadId: string): Promise<void> {
  const running = await m.tx
    .selectFrom('journeys')
    .select(['id', 'plan_hash'])
    .where('lead_id', '=', leadId)
    .where('status', '<>', 'done')
    .orderBy('id')
    .execute()
  for (const { id, plan_hash } of running) {
    const { during = [], topic } = await readPlan(m.tx, plan_hash)
    for (const { audience } of during) {
      if (await agreed(m.tx, leadId, topic)) await joinAudience(m, { leadId, journeyId: id, audience, topic })
    }
  }
}

async function stays(tx: Tx, leadId: string, audience: string): Promise<number> {
  const row = await tx
    .selectFrom('audience_members')
    .select((e) => e.fn.countAll<number>().as('times'))
    .where('lead_id', '=', leadId)
    .where('audience', '=', audience)
    .where('until', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.times)
}

async function agreed(tx: Tx, leadId: string, topic: string): Promise<boolean> {
  const lead = await tx.selectFrom('leads').select('email').where('id', '=', leadId).executeTakeFirst()
  const refused = lead?.email ? (await refusedTopics(tx, [lead.email])).get(lead.email) : undefined
  if (refused?.has('') || refused?.has(topic)) return false
  return consentedTo((await marketingConsents(tx, [leadId])).get(leadId), topic)
}

/** Who is in an audience now: ids of leads, by id, after the last one of the page before. */
export async function readAudience(
  db: Db | Tx,
  audience: string,
  { after, limit }: { after?: string; limit: number },
): Promise<string[]> {
  let query = db
    .selectFrom('audience_members')
    .select('lead_id')
    .distinct()
    .where('audience', '=', audience)
    .where('until', 'is', null)
    .orderBy('lead_id')
    .limit(limit)
  if (after !== undefined) query = query.where('lead_id', '>', after)
  return (await query.execute()).map((row) => row.lead_id)
}
