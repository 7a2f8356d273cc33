import { dirname } from 'node:path'
import type { Fault } from '../core/plan/check.ts'
import type { CompiledTemplate } from '../mail/compile-template.ts'
import type { Marketing } from '../store/releases.ts'
import type { LoadedMarketing } from './marketing-files.ts'

/** The folder of this installation: `marketing/` and `templates/` lie in it. */
export const projectFolder = dirname(import.meta.dirname)

/** Marketing of a folder. Read late, because what compiles mails takes longer to load than most commands to run. */
export async function marketingOf(folder: string): Promise<LoadedMarketing> {
  const { loadMarketing } = await import('./marketing-files.ts')
  return loadMarketing(folder)
}

/** The templates that their samples cannot fill. Read late too. */
export async function fillingFaultsOf(
  folder: string,
  marketing: Marketing<CompiledTemplate>,
): Promise<Fault[]> {
  const { templateFaults } = await import('./preview/template-faults.ts')
  return templateFaults(folder, marketing)
}
