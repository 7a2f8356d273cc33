import { sql } from 'kysely'
import { rateDealer } from '../dealers/rate.ts'
import { instant, json } from '../database.ts'
import { withdrawOffers } from '../handoffs/offer.ts'
import { wakeFirst } from '../handoffs/first-come.ts'
import { loseBids } from '../handoffs/to-house.ts'
import type { Moment } from '../moment.ts'
import { ERASED } from './erased.ts'

/** Ends their journeys: each workflow is told, finds its row done, and completes. */
export async function endJourneys(m: Moment, leads: string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update journeys set status = 'done', outcome = ${ERASED}, ended_at = ${instant(m.now)}, wait_at = null, wake_at = null
    where id in (select id from journeys where lead_id = any(${leads}::uuid[]) and status <> 'done' order by id for no key update)
    returning id`.execute(m.tx)
  for (const { id } of rows) m.wakes.set(`journey/${id}`, { type: 'journey' })
}

/**
 * Ends their hand-offs: what was offered is withdrawn, bids come to nothing, the clocks of owners stop. What a dealer owes
 * for a lead that it won before stays.
 */
export async function endHandoffs(m: Moment, leads: string[]): Promise<void> {
  const open = await m.tx
    .selectFrom('handoffs')
    .select(['id', 'dealer_id'])
    .where('lead_id', 'in', leads)
    .where('state', '<>', 'closed')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  for (const { id } of open) {
    await withdrawOffers(m, id)
    await loseBids(m, id)
    m.wakes.set(`handoff/${id}`, { type: 'handoff' })
  }
  if (open.length === 0) return
  const ids = open.map((one) => one.id)
  const now = instant(m.now)
  // A call that nobody can make any more is nobody's late call.
  await sql`update handoffs set state = 'closed', outcome = ${ERASED}, closed_at = ${now},
      contact_due_at = case when contacted_at is not null then contact_due_at end,
      wait_at = null, wake_at = null, again_at = null, full_until = null, waits_since = null, follow_up_at = null, take_back_at = null, check_at = null,
      closes_at = least(closes_at, ${now})
    where id = any(${ids}::uuid[])`.execute(m.tx)
  await wakeFirst(m)
  for (const dealer of new Set(open.flatMap(({ dealer_id }) => dealer_id ?? []))) await rateDealer(m, dealer)
}

/**
 * Ends mail to them, and to sellers about them, that has not begun to leave. What is on its way settles by itself; it is never
 * tried again, because its time is over.
 */
export async function endMail(m: Moment, leads: string[]): Promise<void> {
  const now = instant(m.now)
  await sql`update messages set status = 'skipped', reason = ${ERASED}, left_at = ${now}, lease_until = null, claim_id = null
    where key in (select key from messages where lead_id = any(${leads}::uuid[]) and status in ('queued', 'retry', 'claimed')
      order by key for no key update)`.execute(m.tx)
  await sql`update messages set expires_at = least(expires_at, ${now})
    where key in (select key from messages where lead_id = any(${leads}::uuid[]) and status in ('sending', 'unknown')
      order by key for no key update)`.execute(m.tx)
}

/** Drops their open tasks. One of the company, for which colleagues wait too, goes on as the next one's. */
export async function endTasks(m: Moment, leads: string[]): Promise<void> {
  await sql`with next as (
      select distinct on (j.task_id) j.task_id, j.lead_id, j.journey_id, j.step
      from task_joins j join tasks t on t.id = j.task_id
      where t.lead_id = any(${leads}::uuid[]) and t.status = 'open' and t.per = 'account' and j.lead_id <> all(${leads}::uuid[])
      order by j.task_id, j.at, j.journey_id
    ), joined as (
      delete from task_joins j using next where j.task_id = next.task_id and j.journey_id = next.journey_id and j.step = next.step
    )
    update tasks set lead_id = next.lead_id, journey_id = next.journey_id, step = next.step, note = null
    from next where tasks.id = next.task_id`.execute(m.tx)
  await sql`update tasks set status = 'dropped', closed_at = ${instant(m.now)}
    where lead_id = any(${leads}::uuid[]) and status = 'open'`.execute(m.tx)
}

/** Says what they had said yes to is over, beside the proof that they had. */
export async function endConsents(m: Moment, leads: string[]): Promise<void> {
  const now = instant(m.now)
  await sql`insert into consents (lead_id, purpose, topic, given, at, source, text, recorded_at)
    select lead_id, purpose, null, false, ${now}, 'erasure', ${ERASED}, ${now} from consents
    where lead_id = any(${leads}::uuid[]) group by lead_id, purpose`.execute(m.tx)
}

/** No mail goes there, of any kind, while the erasure runs; `refuseTopics` follows when it is done. */
export async function refuseAll(m: Moment, hashes: string[]): Promise<void> {
  await sql`update suppressions set address = null,
      reason = case when reason ~ '^(unsubscribed|preferences|complained|bounced( [0-9.]+)?)$' then reason else ${ERASED} end
    where address_hash = any(${hashes}::text[])`.execute(m.tx)
  await sql`insert into suppressions (address_hash, topic, reason, at)
    select hash, '', ${ERASED}, ${instant(m.now)} from unnest(${hashes}::text[]) hash on conflict do nothing`.execute(
    m.tx,
  )
}

/**
 * From here on the address refuses the topics that there are, as after a complaint: an import brings no marketing, an answer to what the
 * person asks anew may go, and a consent that the mailbox confirms counts again. What kept all mail away before still does.
 */
export async function refuseTopics(m: Moment, hashes: string[]): Promise<void> {
  const topics = json(Object.keys(m.release.topics).sort())
  await sql`insert into suppressions (address_hash, topic, reason, at)
    select hash, topic, ${ERASED}, ${instant(m.now)}
    from unnest(${hashes}::text[]) hash cross join jsonb_array_elements_text(${topics}::jsonb) topic
    on conflict do nothing`.execute(m.tx)
  await sql`delete from suppressions where address_hash = any(${hashes}::text[]) and topic = '' and reason = ${ERASED}`.execute(
    m.tx,
  )
}
