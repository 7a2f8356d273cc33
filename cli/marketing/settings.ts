import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Fault } from '../../core/plan/check.ts'
import type { Condition } from '../../core/language/conditions.ts'
import type { TrackItem } from '../../core/language/tracks.ts'
import type { FactKind, Holidays, Quiet, Release } from '../../core/release/release.ts'
import type { Formula } from '../../core/sales/terms.ts'
import type { Marketing } from '../../store/releases.ts'
import { readLabels } from './read-labels.ts'
import { readOne } from './read-one.ts'
import { RATING } from './sales-shapes.ts'
import { AUDIENCES, FIELDS, LANES, LISTS, SHAPES, TIMES } from './shapes.ts'

/** All of marketing besides sequences and templates. */
export type Settings = Omit<Marketing, 'plans' | 'compiledTemplates'>

type Things = z.infer<(typeof SHAPES)['things']>

const NAMES = [
  'defaults',
  'scoring',
  'forms',
  'routing',
  'senders',
  'topics',
  'hours',
  'caps',
  'things',
  'facts',
] as const

/** Every export of a file that may be missing: tracks, segments. */
async function readList<K extends keyof typeof LISTS>(folder: string, name: K, faults: Fault[]) {
  if (!existsSync(join(folder, `${name}.ts`))) return []
  const found = await readOne(folder, name, z.record(z.string(), LISTS[name]), (all) => ({ ...all }), faults)
  return found === null ? null : Object.values(found as Record<string, z.infer<(typeof LISTS)[K]>>)
}

/** When mail rests besides the hours of sequences; what is absent is nothing. */
async function readTimes(
  folder: string,
  faults: Fault[],
): Promise<Pick<Settings, 'quiet' | 'holidays'> | null> {
  const hours = await readOne(folder, 'hours', TIMES.hours, (all) => ({ quiet: all.quiet }), faults)
  const holidays = existsSync(join(folder, 'holidays.ts'))
    ? await readOne(folder, 'holidays', TIMES.holidays, (all) => all.holidays, faults)
    : {}
  if (hours === null || holidays === null) return null
  const { quiet } = hours as { quiet: Quiet[] }
  const own = holidays as Holidays
  return {
    ...(quiet.length > 0 && { quiet }),
    ...(Object.keys(own).length > 0 && { holidays: own }),
  }
}

const readAudiences = (folder: string, faults: Fault[]) =>
  existsSync(join(folder, 'audiences.ts'))
    ? readOne(folder, 'audiences', AUDIENCES, (all) => all.audiences, faults)
    : []

async function readLanes(folder: string, faults: Fault[]): Promise<Release['lanes'] | null> {
  if (!existsSync(join(folder, 'lanes.ts'))) return {}
  return (await readOne(folder, 'lanes', LANES, (all) => all.lanes, faults)) as Release['lanes'] | null
}

function byName<T>(file: string, all: T[], nameOf: (one: T) => string, faults: Fault[]): Record<string, T> {
  const names = all.map(nameOf)
  const twice = names.filter((name, n) => names.indexOf(name) !== n)
  faults.push(...twice.map((name) => ({ path: `marketing/${file}.ts`, message: `two are called '${name}'` })))
  return Object.fromEntries(all.map((one) => [nameOf(one), one]))
}

const readRating = (folder: string, faults: Fault[]) =>
  existsSync(join(folder, 'rating.ts'))
    ? readOne(folder, 'rating', RATING, (all) => all.rating, faults)
    : undefined

const publicPaths = (kinds: Record<string, { ref: string; public?: true | undefined }>[]): string[] =>
  kinds.flatMap((kind) => Object.values(kind).flatMap((field) => (field.public ? [field.ref] : [])))

const fieldNames = (kind: Record<string, { ref: string }>): string[] =>
  Object.values(kind).map(({ ref }) => ref.slice(ref.indexOf('.') + 1))

const mapped = <T, R>(all: Record<string, T>, as: (one: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, as(one)]))

/** JSON Schema of the props. Unlisted ones stay allowed: they are kept as they came. */
function factKind({ about, props }: { about: FactKind['about']; props?: z.ZodType }): FactKind {
  return {
    about,
    ...(props && {
      props: z.toJSONSchema(props, { io: 'input', unrepresentable: 'any' }) as FactKind['props'],
    }),
  }
}

/** Reads the files beside the sequences, each checked against its shape; null where one of them is at fault. */
export async function readSettings(folder: string, faults: Fault[]): Promise<Settings | null> {
  const found: Record<string, unknown> = {}
  for (const name of NAMES)
    found[name] = await readOne(folder, name, SHAPES[name], (all) => all[name], faults)
  const fields = (await readOne(folder, 'fields', FIELDS, (all) => all, faults)) as z.infer<
    typeof FIELDS
  > | null
  const [tracks, segments] = [
    await readList(folder, 'tracks', faults),
    await readList(folder, 'segments', faults),
  ]
  const audiences = (await readAudiences(folder, faults)) as string[] | null
  const rating = (await readRating(folder, faults)) as Formula | null | undefined
  const times = found.hours === null ? null : await readTimes(folder, faults)
  const lanes = await readLanes(folder, faults)
  const declared =
    found.things === null || fields === null ? null : { fields, things: found.things as Things }
  const labels = declared && rating !== null ? await readLabels(folder, declared, faults) : null
  if (
    rating === null ||
    labels === null ||
    lanes === null ||
    times === null ||
    fields === null ||
    tracks === null ||
    segments === null ||
    audiences === null
  )
    return null
  if (NAMES.some((name) => found[name] === null)) return null
  const { things, facts, ...plain } = found as unknown as {
    [K in (typeof NAMES)[number]]: z.infer<(typeof SHAPES)[K]>
  }
  return {
    ...(plain as unknown as Omit<Settings, 'things' | 'facts' | 'fields'>),
    things: Object.fromEntries(Object.entries(things).map(([kind, of]) => [kind, fieldNames(of)])),
    fields: { lead: fieldNames(fields.lead), account: fieldNames(fields.account) },
    facts: Object.fromEntries(Object.entries(facts).map(([type, kind]) => [type, factKind(kind)])),
    tracks: mapped(
      byName('tracks', tracks, (one) => one.track, faults),
      ({ items }) => items as TrackItem[],
    ),
    segments: mapped(
      byName('segments', segments, (one) => one.segment, faults),
      ({ condition }) => condition as Condition,
    ),
    audiences,
    public: publicPaths([fields.lead, fields.account, ...Object.values(things)]),
    ...(rating !== undefined && { rating }),
    ...times,
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(lanes && Object.keys(lanes).length > 0 && { lanes }),
  }
}
