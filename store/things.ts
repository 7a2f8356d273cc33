import { sql } from 'kysely'
import type { Release } from '../core/release/release.ts'
import { instant, json, type Tx } from './database.ts'

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

/**
 * Lets the fact say what it knows of the things it names: each prop that is a field of the thing becomes its value,
 * unless a fact that happened later has spoken. Locks the rows, so it comes before the lead in the order of locks.
 */
export async function updateThings(
  tx: Tx,
  release: Release,
  fact: { at: number; leadId: string | null; accountId: string | null; props: Record<string, unknown> },
): Promise<string[]> {
  const things = thingsNamed(release, fact.props)
  for (const thing of things) {
    const { kind, id } = splitThing(thing)
    const said: Record<string, ThingValue> = {}
    for (const field of release.things[kind] ?? []) {
      if (fact.props[field] !== undefined) said[field] = { value: fact.props[field], at: fact.at }
    }
    await sql`insert into things (kind, id, lead_id, account_id, fields, updated_at)
      values (${kind}, ${id}, ${fact.leadId}, ${fact.accountId}, ${json(said)}, ${instant(fact.at)})
      on conflict (kind, id) do update set
        lead_id = coalesce(things.lead_id, excluded.lead_id),
        account_id = coalesce(things.account_id, excluded.account_id),
        updated_at = greatest(things.updated_at, excluded.updated_at),
        fields = things.fields || coalesce((
          select jsonb_object_agg(new.key, new.value) from jsonb_each(excluded.fields) as new
          where not things.fields ? new.key or (things.fields -> new.key ->> 'at')::float8 <= (new.value ->> 'at')::float8
        ), '{}')`.execute(tx)
  }
  return things
}

/** Current values of a thing by path, `enquiry.deadline`. */
export async function thingValues(tx: Tx, thing: string): Promise<Record<string, unknown>> {
  const { kind, id } = splitThing(thing)
  const row = await tx
    .selectFrom('things')
    .select('fields')
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirst()
  const fields = (row?.fields ?? {}) as unknown as Record<string, ThingValue>
  return Object.fromEntries(Object.entries(fields).map(([name, one]) => [`${kind}.${name}`, one.value]))
}
