import { sql } from 'kysely'
import { grade } from '../core/score/grade.ts'
import { heat } from '../core/score/heat.ts'
import type { Scoring } from '../core/release/release.ts'
import { AppError } from '../core/errors.ts'
import { waitingConsents } from './consent-asks.ts'
import type { Db } from './database.ts'
import { mergedInto } from './identity.ts'
import { readWarming, type Warming } from './warming.ts'
import { newestRelease } from './releases.ts'
import type { Store } from './store.ts'

/** A journey as the lead's page lists it. Instants in epoch ms. */
export interface LeadJourney {
  id: string
  sequence: string
  thing: string | null
  status: string
  outcome: string | null
  reason: string | null
  entered_at: number
  ended_at: number | null
}

/** A consent row. Instants in epoch ms. */
export interface LeadConsent {
  purpose: string
  topic: string | null
  given: boolean
  at: number
  source: string
  text: string
  version: string | null
  /** How it was confirmed from the mailbox, where it was. */
  proof: Record<string, unknown> | null
}

const columns = [
  'leads.id',
  'leads.email',
  'leads.phone',
  'leads.name',
  'leads.title',
  'leads.role',
  'leads.lang',
  'leads.zone',
  'leads.country',
  'leads.region',
  'leads.city',
  'leads.fields',
  'leads.fit',
  'leads.score',
  'leads.category',
  'leads.source',
  'leads.created_at',
  'leads.updated_at',
  'leads.hush_until',
  'leads.hush_reason',
  'leads.owner_id',
  'leads.account_id',
  'accounts.domain as account_domain',
  'accounts.name as account_name',
  'accounts.owner_id as account_owner',
  'accounts.main_contact_id as account_main_contact',
] as const

const select = (db: Db) =>
  db
    .selectFrom('leads')
    .leftJoin('accounts', 'accounts.id', 'leads.account_id')
    .select(columns)
    .where('leads.erased_at', 'is', null)

/** One row of a list of leads. */
export type ListedLead = Awaited<ReturnType<typeof listLeads>>[number]
/** A lead with everything that its page shows. */
export type LeadPage = Awaited<ReturnType<typeof readLead>>

const scored = <L extends { fit: number; score: Parameters<typeof heat>[1]['score'] }>(
  scoring: Scoring,
  lead: L,
  now: number,
) => ({
  ...lead,
  heat: Math.round(heat(scoring, lead, now) * 100) / 100,
  grade: grade(scoring, lead, now),
})

/**
 * A lead with heat and grade as of now, its journeys, consents and marks; of a record that was merged the lead that it became.
 * @throws AppError lead_unknown, lead_erased
 */
export async function readLead(store: Store, asked: string) {
  const { db } = store
  const byId = (id: string) => select(db).where('leads.id', '=', id).executeTakeFirst()
  const found = await byId(asked)
  const id = found ? asked : ((await mergedInto(db, asked)) ?? asked)
  const lead = found ?? (await byId(id))
  if (!lead) throw await missing(db, id)
  const now = await store.clock.now(db)
  const release = await newestRelease(db)
  const journeys: LeadJourney[] = await db
    .selectFrom('journeys')
    .select(['id', 'sequence', 'thing', 'status', 'outcome', 'reason', 'entered_at', 'ended_at'])
    .where('lead_id', '=', id)
    .orderBy('entered_at')
    .limit(500)
    .execute()
  const consents: LeadConsent[] = await db
    .selectFrom('consents')
    .select(['purpose', 'topic', 'given', 'at', 'source', 'text', 'version', 'proof'])
    .where('lead_id', '=', id)
    .orderBy('at')
    .orderBy('id')
    .limit(500)
    .execute()
  const warming: Warming | null = await readWarming(db, id)
  const waiting = await waitingConsents(db, id, now)
  return { ...scored(release.scoring, lead, now), journeys, consents, waiting, warming }
}

async function missing(db: Db, id: string): Promise<AppError> {
  const erased = await db.selectFrom('leads').select('id').where('id', '=', id).executeTakeFirst()
  return new AppError(erased ? 'lead_erased' : 'lead_unknown')
}

/** Leads from the newest on; `after` is the last row of the page before. */
export async function listLeads(
  store: Store,
  {
    email,
    category,
    limit,
    after,
  }: { email?: string; category?: string; limit: number; after?: { at: number; id: string } },
) {
  const { db } = store
  let query = select(db).orderBy('leads.created_at', 'desc').orderBy('leads.id', 'desc').limit(limit)
  if (email !== undefined) {
    const named = db
      .selectFrom('lead_keys')
      .select('lead_id')
      .where('kind', '=', 'email')
      .where('value', '=', email)
    query = query.where('leads.id', 'in', named)
  }
  if (category !== undefined) query = query.where('leads.category', '=', category)
  if (after) {
    query = query.where(
      sql<boolean>`(leads.created_at, leads.id) < (${new Date(after.at)}, ${after.id}::uuid)`,
    )
  }
  const rows = await query.execute()
  const now = await store.clock.now(db)
  const release = await newestRelease(db)
  return rows.map((row) => scored(release.scoring, row, now))
}
