import { readFile } from 'node:fs/promises'
import type { Fault } from '../../core/plan/check.ts'
import type { CompiledTemplate } from '../../mail/compile-template.ts'
import { plainLinks } from '../../mail/links.ts'
import { renderTemplate } from '../../mail/render-template.ts'
import { pathOf } from '../../mail/template-file.ts'
import type { Marketing } from '../../store/releases.ts'
import { sampleFile } from './sample-file.ts'
import { sampleVars } from './sample-vars.ts'

/**
 * Fills each template with its sample, as a preview does. A fault is a template that asks for more work than a mail may cost,
 * and one that its own sample cannot fill.
 */
export async function templateFaults(
  folder: string,
  marketing: Marketing<CompiledTemplate>,
): Promise<Fault[]> {
  const found: Fault[] = []
  for (const template of marketing.compiledTemplates) {
    const fault = await faultOf(folder, template, marketing)
    if (fault) found.push(fault)
  }
  return found
}

async function faultOf(
  folder: string,
  template: CompiledTemplate,
  marketing: Marketing,
): Promise<Fault | null> {
  const path = pathOf(template)
  const file = sampleFile(folder, template)
  const sample = file === null ? {} : await sampleOf(file)
  if (sample === null)
    return { path, message: `its sample ${file?.slice(file.lastIndexOf('/') + 1)} is no JSON object` }
  const { zone } = marketing.defaults
  try {
    const vars = sampleVars(template, marketing, sample)
    renderTemplate(template, vars, { link: plainLinks().link, lang: template.lang, zone })
    return null
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    if (/limit exceeded/.test(message)) {
      const hint = 'does a loop count too far, or without an end?'
      return { path, message: 'asks for too much work: no mail may cost that', hint }
    }
    // Without a sample every value is invented, and what an invented one does not fit is no fault.
    return file === null ? null : { path, message: `its sample cannot fill it: ${message.slice(0, 300)}` }
  }
}

/** Null for what is no object. */
async function sampleOf(file: string): Promise<Record<string, unknown> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
