import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Fault } from '../../core/plan/faults/fault.ts'
import type { Labels, Words } from '../../core/release/release.ts'
import { readOne } from './read-one.ts'
import { type FIELDS, LABELS, type SHAPES } from './shapes.ts'

type Fields = Record<
  string,
  { ref: string; label?: Words | undefined; values?: Record<string, Words> | undefined }
>

/** All fields of leads, accounts and things, by the file's own names. */
export interface Declared {
  fields: z.infer<typeof FIELDS>
  things: z.infer<(typeof SHAPES)['things']>
}

/** What people read where names of marketing would stand; null where a file is at fault. */
export async function readLabels(
  folder: string,
  { fields, things }: Declared,
  faults: Fault[],
): Promise<Labels | null> {
  const has = (name: string) => existsSync(join(folder, `${name}.ts`))
  const figures = has('rating')
    ? await readOne(folder, 'rating', LABELS.figures, (all) => all.figures, faults)
    : {}
  const kinds = await readOne(folder, 'things', LABELS.things, (all) => all.labels, faults)
  const tasks = has('tasks') ? await readOne(folder, 'tasks', LABELS.tasks, (all) => all.tasks, faults) : {}
  if (figures === null || kinds === null || tasks === null) return null
  const all: Fields[] = [fields.lead, fields.account, ...Object.values(things)]
  const declared = all.flatMap((one) => Object.values(one))
  const named = figures as z.infer<typeof LABELS.figures>
  return filled({
    figures: Object.fromEntries(Object.entries(named).map(([name, { label }]) => [name, label])),
    tasks: tasks as NonNullable<Labels['tasks']>,
    things: kinds as Record<string, Words>,
    fields: Object.fromEntries(declared.flatMap(({ ref, label }) => (label ? [[ref, label]] : []))),
    values: Object.fromEntries(declared.flatMap(({ ref, values }) => (values ? [[ref, values]] : []))),
  })
}

/** Without what says nothing: a release without labels is the same as before there were any. */
const filled = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([, of]) => Object.keys(of ?? {}).length > 0))
