import { join, resolve } from 'node:path'
import { check, type Fault, warnings } from '../core/plan/check.ts'
import { compile } from '../core/plan/compile.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { CompiledTemplate } from '../mail/compile-template.ts'
import type { Marketing } from '../store/releases.ts'
import { nameFaults } from './marketing/check-names.ts'
import { readSequences } from './marketing/read-sequences.ts'
import { readTemplates } from './marketing/read-templates.ts'
import { readSettings } from './marketing/settings.ts'

/** Marketing as read from files. Null where so much is at fault that nothing can be made of it. */
export interface LoadedMarketing {
  marketing: Marketing<CompiledTemplate> | null
  /** Every fault with its path; with one of them nothing may be published. */
  faults: Fault[]
  /** What may be meant as it is written, and is worth a look. It keeps nothing from being published. */
  warnings: Fault[]
}

/**
 * Reads `marketing/` and `templates/` of a folder: every file in `marketing/sequences/`, every
 * `templates/<name>.<lang>.mjml`, and what they name. Publishes nothing.
 */
export async function loadMarketing(root: string): Promise<LoadedMarketing> {
  const folder = resolve(root)
  const faults: Fault[] = []
  const settings = await readSettings(join(folder, 'marketing'), faults)
  const trees = await readSequences(join(folder, 'marketing', 'sequences'), faults)
  const { compiled, broken } = await readTemplates(join(folder, 'templates'), faults)
  if (!settings) return { marketing: null, faults, warnings: [] }
  const plans: Plan[] = []
  for (const tree of trees) {
    try {
      plans.push(compile(tree, settings.facts))
    } catch (error) {
      faults.push({ path: tree.sequence, message: error instanceof Error ? error.message : String(error) })
    }
  }
  const marketing = { ...settings, plans, compiledTemplates: compiled }
  // A template that did not compile is one fault, not one more for each sequence that sends it.
  const templates = [...compiled.map((one) => one.name), ...broken]
  const known = { ...settings, templates }
  faults.push(...check(plans, known), ...nameFaults(marketing, templates))
  return { marketing, faults, warnings: warnings(plans, known) }
}
