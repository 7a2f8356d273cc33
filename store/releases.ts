import type { Plan } from '../core/plan/plan.ts'
import type { Release } from '../core/release/release.ts'
import { AppError } from '../core/errors.ts'
import { sql } from 'kysely'
import { sha256 } from '../core/hash.ts'
import { armRelease } from './arm-release.ts'
import { type Db, instant, json, type Tx } from './database.ts'
import { writeLanes } from './lanes/terms.ts'
import { refuseNewTopics } from './new-topics.ts'
import { retrying } from './retrying.ts'
import type { Store } from './store.ts'

/** A template as compiled at publish; the store keeps it whole and reads nothing in it but what is here. */
export interface StoredTemplate {
  hash: string
  name: string
  lang: string
  kind: 'service' | 'marketing'
  topic: string
}

/** All of marketing, ready to be published. */
export type Marketing<T extends StoredTemplate = StoredTemplate> = Omit<
  Release,
  'id' | 'hash' | 'templates' | 'templateKinds'
> & {
  compiledTemplates: T[]
}

const byId = new Map<string, Release>()
const plans = new Map<string, Plan>()
const CACHE = 500
/** Whoever publishes holds it. */
const LOCK = 7209

/**
 * The release in force. Its id is read inside the transaction, so that everything in it sees one marketing.
 * @throws AppError release_missing
 */
export async function newestRelease(on: Tx | Db): Promise<Release> {
  const head = await on
    .selectFrom('releases')
    .select(['id', 'hash'])
    .modifyFront(sql`/* newest-release */`)
    .orderBy('id', 'desc')
    .limit(sql.lit(1))
    .executeTakeFirst()
  if (!head) throw new AppError('release_missing')
  const name = `${head.id}:${head.hash}`
  const known = byId.get(name)
  if (known) return known
  const row = await on.selectFrom('releases').selectAll().where('id', '=', head.id).executeTakeFirstOrThrow()
  const release: Release = { ...row.body, id: row.id, hash: row.hash }
  if (byId.size > 20) byId.clear()
  byId.set(name, release)
  for (const plan of release.plans) plans.set(plan.hash, plan)
  return release
}

/** The same; null where nothing is published yet. */
export async function publishedOrNone(on: Tx | Db): Promise<Release | null> {
  try {
    return await newestRelease(on)
  } catch (error) {
    if (error instanceof AppError && error.code === 'release_missing') return null
    throw error
  }
}

/** The frozen plan that a journey runs, by its hash. */
export async function readPlan(on: Tx | Db, hash: string): Promise<Plan> {
  const known = plans.get(hash)
  if (known) return known
  const row = await on.selectFrom('plans').select('body').where('hash', '=', hash).executeTakeFirst()
  if (!row) throw new AppError('plan_missing')
  if (plans.size > CACHE) plans.clear()
  plans.set(hash, row.body)
  return row.body
}

/** A compiled template by its hash. The shape is that of `mail/`, which made it. */
export async function readTemplate<T>(on: Tx | Db, hash: string): Promise<T> {
  const row = await on.selectFrom('templates').select('body').where('hash', '=', hash).executeTakeFirst()
  if (!row) throw new AppError('template_unknown')
  return row.body as T
}

/**
 * Publishes all of marketing as one release. The same content again is no new release. Running journeys keep their
 * plans; what they name by name they find in the newest release. Nobody is enrolled who is inside a segment or a
 * condition already, but for the sequences in `enrolExisting`; alarms do that afterwards.
 */
export async function publishRelease(
  store: Store,
  marketing: Marketing,
  { enrolExisting = [] }: { enrolExisting?: string[] } = {},
): Promise<{ id: number; hash: string; changed: boolean }> {
  const { compiledTemplates, ...rest } = marketing
  const body = {
    ...rest,
    templates: Object.fromEntries(compiledTemplates.map((one) => [`${one.name}.${one.lang}`, one.hash])),
    templateKinds: Object.fromEntries(
      compiledTemplates.map((one) => [one.name, { kind: one.kind, topic: one.topic }]),
    ),
  }
  const hash = sha256(json(body)).slice(0, 32)
  return retrying(() => store.db.transaction().execute(publish))

  async function publish(tx: Tx): Promise<{ id: number; hash: string; changed: boolean }> {
    // One at a time: each is compared with the one before it.
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
    const newest = await tx
      .selectFrom('releases')
      .select(['id', 'hash', 'body'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    const now = await store.clock.now(tx)
    if (newest?.hash === hash) {
      if (enrolExisting.length > 0) await armRelease(tx, now, { before: body, after: body, enrolExisting })
      return { id: newest.id, hash, changed: false }
    }
    for (const plan of rest.plans) {
      await tx
        .insertInto('plans')
        .values({ hash: plan.hash, sequence: plan.sequence, format: plan.format, body: json(plan) })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    for (const one of compiledTemplates) {
      await tx
        .insertInto('templates')
        .values({ hash: one.hash, name: one.name, lang: one.lang, body: json(one) })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    await armRelease(tx, now, { before: newest?.body ?? null, after: body, enrolExisting })
    await writeLanes(tx, body)
    if (newest) await refuseNewTopics(tx, now, { before: newest.body, after: body })
    const row = await tx
      .insertInto('releases')
      .values({ hash, at: instant(now), body: json(body) })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { id: row.id, hash, changed: true }
  }
}
