import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SequenceTree } from '../../core/language/sequence.ts'
import type { Fault } from '../../core/plan/check.ts'
import { loadModule } from './load-module.ts'

const isTree = (value: unknown): value is SequenceTree =>
  typeof value === 'object' &&
  value !== null &&
  'sequence' in value &&
  'steps' in value &&
  Array.isArray(value.steps)

/** Every sequence that a file of `marketing/sequences/` exports. The name of the file and of the export do not matter. */
export async function readSequences(folder: string, faults: Fault[]): Promise<SequenceTree[]> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.ts')).sort()
  const trees: SequenceTree[] = []
  const homes = new Map<string, string>()
  for (const file of files) {
    const path = `marketing/sequences/${file}`
    const loaded = loadModule(join(folder, file))
    if ('problem' in loaded) {
      faults.push({ path, message: loaded.problem })
      continue
    }
    const found = [...new Set(Object.values(loaded.exports).filter(isTree))]
    if (found.length === 0)
      faults.push({ path, message: 'exports no sequence', hint: 'export const name = sequence(…)' })
    for (const tree of found) {
      const other = homes.get(tree.sequence)
      if (other) faults.push({ path, message: `${tree.sequence} is the name of a sequence in ${other} too` })
      homes.set(tree.sequence, path)
      trees.push(tree)
    }
  }
  return trees
}
