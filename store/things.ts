import { sql } from 'kysely'
import type { Release } from '../core/release/release.ts'
import { type Db, instant, json, type Tx } from './database.ts'

/** One value of a thing, with the instant of the fact that said so: the latest by that instant stands. */
export interface ThingValue {
  value: unknown
  at: number
}

/** The declared things that these props name, as `enquiry:E1`, in order of kind. */
export function thingsNamed(release: Release, props: Record<string, unknown>): string[] {
  return Object.keys(release.things)
    .filter((kind) => typeof props[kind] === 'string' && props[kind] !== '')
    .sort()
    .map((kind) => `${kind}:${props[kind] as string}`)
}

/** The kind and id in `enquiry:E1`; an id may hold colons. */
export function splitThing(thing: string): { kind: string; id: string } {
  const colon = thing.indexOf(':')
  return { kind: thing.slice(0, colon), id: thing.slice(colon + 1) }
}

type Values = Record<string, ThingValue>

/** A thing of which a fact said something new: the names of the fields that have another value now. */
export interface ThingChange {
  thing: string
  fields: string[]
}

interface Saying {
  at: number
  leadId: string | null
  accountId: string | null
  props: Record<string, unknown>
}

/**
 * Lets the fact say what it knows of the things it names: each prop that is a field of the thing becomes its value,
 * unless a fact that happened later has spoken. Locks the rows that change, so it comes before the lead in the order of
 * locks wherever that can be.
 * @returns the things with their fields that have another value now.
 */
export async function updateThings(tx: Tx, release: Release, fact: Saying): Promise<ThingChange[]> {
  const changes: ThingChange[] = []
  for (const thing of thingsNamed(release, fact.props)) {
    const said = saidOf(release, fact, thing)
    const fields = await updateThing(tx, fact, { thing, said })
    if (fields.length > 0) changes.push({ thing, fields })
  }
  return changes
}

function saidOf(release: Release, fact: Saying, thing: string): Record<string, ThingValue> {
  const fields = release.things[splitThing(thing).kind] ?? []
  const known = fields.filter((field) => fact.props[field] !== undefined)
  return Object.fromEntries(known.map((field) => [field, { value: fact.props[field], at: fact.at }]))
}

async function lockedFields(tx: Tx, thing: string, lock: boolean): Promise<Values | null> {
  const { kind, id } = splitThing(thing)
  const row = tx.selectFrom('things').select('fields').where('kind', '=', kind).where('id', '=', id)
  const found = await (lock ? row.forNoKeyUpdate() : row).executeTakeFirst()
  return found ? (found.fields as unknown as Values) : null
}

async function updateThing(
  tx: Tx,
  fact: Saying,
  { thing, said }: { thing: string; said: Record<string, ThingValue> },
): Promise<string[]> {
  const { kind, id } = splitThing(thing)
  const before = await lockedFields(tx, thing, Object.keys(said).length > 0)
  // What has nothing to say about the thing itself leaves its row alone: turns of journeys about it share it.
  if (before && Object.keys(said).length === 0) return []
  const { rows } = await sql<{ fields: Values }>`
    insert into things (kind, id, lead_id, account_id, fields, updated_at)
    values (${kind}, ${id}, ${fact.leadId}, ${fact.accountId}, ${json(said)}, ${instant(fact.at)})
    on conflict (kind, id) do update set
      lead_id = coalesce(things.lead_id, excluded.lead_id),
      account_id = coalesce(things.account_id, excluded.account_id),
      updated_at = greatest(things.updated_at, excluded.updated_at),
      fields = things.fields || coalesce((
        select jsonb_object_agg(new.key, new.value) from jsonb_each(excluded.fields) as new
        where not things.fields ? new.key or (things.fields -> new.key ->> 'at')::float8 <= (new.value ->> 'at')::float8
      ), '{}')
    returning fields`.execute(tx)
  const after = rows[0]?.fields ?? {}
  const differs = (field: string) =>
    JSON.stringify(before?.[field]?.value) !== JSON.stringify(after[field]?.value)
  return Object.keys(said).filter(differs)
}

/** A thing as it stands: whose it is, and its values by path, `enquiry.deadline`. Null for one that nobody spoke of. */
export interface KnownThing {
  leadId: string | null
  accountId: string | null
  values: Record<string, unknown>
}

/** Reads a thing. */
export async function readThing(tx: Tx | Db, thing: string): Promise<KnownThing | null> {
  const { kind, id } = splitThing(thing)
  const row = await tx
    .selectFrom('things')
    .select(['fields', 'lead_id', 'account_id'])
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const fields = Object.entries(row.fields as unknown as Values)
  return {
    leadId: row.lead_id,
    accountId: row.account_id,
    values: Object.fromEntries(fields.map(([name, one]) => [`${kind}.${name}`, one.value])),
  }
}

/** Current values of a thing by path, `enquiry.deadline`. */
export const thingValues = async (tx: Tx | Db, thing: string): Promise<Record<string, unknown>> =>
  (await readThing(tx, thing))?.values ?? {}
