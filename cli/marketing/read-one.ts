import { join } from 'node:path'
import type { z } from 'zod'
import type { Fault } from '../../core/plan/faults/fault.ts'
import { loadModule } from './load-module.ts'

/** Reads one export of a file of `marketing/`, checked against its shape; null, and its faults, where it is at fault. */
export async function readOne(
  folder: string,
  name: string,
  shape: z.ZodType,
  pick: (all: Record<string, unknown>) => unknown,
  faults: Fault[],
) {
  const path = `marketing/${name}.ts`
  const loaded = loadModule(join(folder, `${name}.ts`))
  if ('problem' in loaded) {
    faults.push({ path, message: loaded.problem })
    return null
  }
  const picked = pick(loaded.exports)
  const parsed = shape.safeParse(picked)
  if (parsed.success) return parsed.data
  if (picked === undefined) {
    faults.push({ path, message: `must export \`${name}\`` })
    return null
  }
  for (const issue of parsed.error.issues) {
    // Of a wrong name zod says only that it is wrong; why stands below.
    const { message } = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue
    faults.push({ path: [path, ...issue.path.map(String)].join(' › '), message })
  }
  return null
}
